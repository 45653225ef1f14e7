"""Actions that a lock on regions has to let through, because their service answers from one place only.

A request to a global service carries the region of the service's only endpoint (mostly us-east-1), whatever
region its caller works in. A lock that denies that region would deny the service everywhere.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What AWS Control Tower exempts in its own region deny control.
# Source: https://docs.aws.amazon.com/controltower/latest/userguide/primary-region-deny-policy.html,
# checked 2026-11-22.
AWS_GLOBAL_ACTIONS: tuple[str, ...] = (
    "a4b:*",
    "access-analyzer:*",
    "account:*",
    "acm:*",
    "activate:*",
    "artifact:*",
    "aws-marketplace-management:*",
    "aws-marketplace:*",
    "aws-portal:*",
    "billing:*",
    "billingconductor:*",
    "budgets:*",
    "ce:*",
    "chatbot:*",
    "chime:*",
    "cloudfront:*",
    "cloudtrail:LookupEvents",
    "compute-optimizer:*",
    "config:*",
    "consoleapp:*",
    "consolidatedbilling:*",
    "cur:*",
    "datapipeline:GetAccountLimits",
    "devicefarm:*",
    "directconnect:*",
    "ec2:DescribeRegions",
    "ec2:DescribeTransitGateways",
    "ec2:DescribeVpnGateways",
    "ecr-public:*",
    "fms:*",
    "freetier:*",
    "globalaccelerator:*",
    "health:*",
    "iam:*",
    "importexport:*",
    "invoicing:*",
    "iq:*",
    "kms:*",
    "license-manager:ListReceivedLicenses",
    "lightsail:Get*",
    "mobileanalytics:*",
    "networkmanager:*",
    "notifications-contacts:*",
    "notifications:*",
    "organizations:*",
    "payments:*",
    "pricing:*",
    "quicksight:DescribeAccountSubscription",
    "resource-explorer-2:*",
    "route53-recovery-cluster:*",
    "route53-recovery-control-config:*",
    "route53-recovery-readiness:*",
    "route53:*",
    "route53domains:*",
    "s3:CreateMultiRegionAccessPoint",
    "s3:DeleteMultiRegionAccessPoint",
    "s3:DescribeMultiRegionAccessPointOperation",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketLocation",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetMultiRegionAccessPoint",
    "s3:GetMultiRegionAccessPointPolicy",
    "s3:GetMultiRegionAccessPointPolicyStatus",
    "s3:GetStorageLensConfiguration",
    "s3:GetStorageLensDashboard",
    "s3:ListAllMyBuckets",
    "s3:ListMultiRegionAccessPoints",
    "s3:ListStorageLensConfigurations",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutMultiRegionAccessPointPolicy",
    "savingsplans:*",
    "shield:*",
    "sso:*",
    "sts:*",
    "support:*",
    "supportapp:*",
    "supportplans:*",
    "sustainability:*",
    "tag:GetResources",
    "tax:*",
    "trustedadvisor:*",
    "vendor-insights:ListEntitledSecurityProfiles",
    "waf-regional:*",
    "waf:*",
    "wafv2:*",
)

# Global by botocore's endpoint rules: one host for every region. The test of this package recomputes it.
# Source: botocore 1.43.106, data/*/*/endpoint-rule-set-1.json and data/endpoints.json, checked 2026-11-22.
_GLOBAL_BY_ENDPOINT: tuple[str, ...] = (
    "bcm-dashboards:*",
    "bcm-data-exports:*",
    "bcm-pricing-calculator:*",
    "bcm-recommended-actions:*",
    "codecatalyst:*",
    "cost-optimization-hub:*",
    "marketplacecommerceanalytics:*",
    "partnercentral:*",
    "pricingplanmanager:*",
)

# The data plane of CloudFront Functions; its host is built from the store's ARN and never from a region, so
# the comparison of endpoints cannot see it.
# Source: botocore 1.43.106, data/cloudfront-keyvaluestore, checked 2026-11-22.
_GLOBAL_BY_ARN: tuple[str, ...] = ("cloudfront-keyvaluestore:*",)

# Parts of the Billing, Account and Support consoles that have no SDK, hence no endpoint rules. That they are
# global is inferred: AWS exempts the services they belong to (aws-portal, billing, account, support).
# Source: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/migrate-granularaccess-iam-mapping-reference.html
# and https://docs.aws.amazon.com/service-authorization/latest/reference/list_support-console.html, checked
# 2026-11-22.
_GLOBAL_CONSOLE_PAGES: tuple[str, ...] = (
    "customer-verification:*",
    "mapcredits:*",
    "purchase-orders:*",
    "support-console:*",
)

GLOBAL_ACTIONS: tuple[str, ...] = tuple(
    sorted((*AWS_GLOBAL_ACTIONS, *_GLOBAL_BY_ENDPOINT, *_GLOBAL_BY_ARN, *_GLOBAL_CONSOLE_PAGES))
)
"""The NotAction list of a region lock: whole services as `prefix:*`, single actions spelled out; sorted."""

REVIEWED_REGIONAL: Mapping[str, str] = MappingProxyType(
    {
        "cloudhsm": "the single endpoint is CloudHSM Classic's; CloudHSM of today is regional",
        "managedblockchain-query": "a workload service in us-east-1 only: exempted, it would work there",
        "nova-act": "a workload service in us-east-1 only: exempted, it would take data there",
        "sagemaker-geospatial": "a workload service in us-west-2 only: exempted, it would take data there",
    }
)
"""Services that answer from one place, yet stay under the region lock on purpose, and why.

Source: botocore 1.43.106, data/endpoints.json, checked 2026-11-22.
"""
