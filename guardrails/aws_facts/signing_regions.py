"""The one region that requests to a global service carry, wherever its caller works."""

from __future__ import annotations

# One host for every region, signed for one region. The test of this package recomputes it.
# Source: botocore 1.43.106, data/*/*/endpoint-rule-set-1.json and data/endpoints.json, checked 2026-11-26.
_BY_ENDPOINT = {
    "us-east-1": (
        "account artifact aws-marketplace bcm-dashboards bcm-data-exports bcm-pricing-calculator"
        " bcm-recommended-actions billing billingconductor budgets ce chime cloudfront"
        " cost-optimization-hub cur freetier health iam importexport invoicing managedblockchain-query"
        " marketplacecommerceanalytics mobileanalytics notifications-contacts nova-act organizations"
        " partnercentral pricingplanmanager route53 route53domains savingsplans shield support tax waf"
    ),
    "us-west-2": "devicefarm networkmanager route53-recovery-control-config sagemaker-geospatial",
}
# botocore makes their host of any region, but AWS's pages ask for this one in every call.
# Source: https://docs.aws.amazon.com/global-accelerator/latest/api/Welcome.html
# Source: https://docs.aws.amazon.com/recovery-readiness/latest/api/what-is-recovery-readiness.html
_BY_PAGE = {"us-west-2": "globalaccelerator route53-recovery-readiness"}

_SIGNING_REGIONS = {
    service: region
    for by_region in (_BY_ENDPOINT, _BY_PAGE)
    for region, services in by_region.items()
    for service in services.split()
}


def signing_region(service: str) -> str | None:
    """Return what `aws:RequestedRegion` is for a service that answers from one place, else None.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
    """
    return _SIGNING_REGIONS.get(service.lower())
