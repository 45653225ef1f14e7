"""The values that some condition keys can have, and the partitions that ARNs can name; checked 2026-11-28."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KEY_VALUES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_RequestSyntax
        "s3:x-amz-server-side-encryption": frozenset({"AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"}),
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
        "s3:x-amz-acl": frozenset(
            {
                "private",
                "public-read",
                "public-read-write",
                "aws-exec-read",
                "authenticated-read",
                "bucket-owner-read",
                "bucket-owner-full-control",
                "log-delivery-write",
            }
        ),
        # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsRequest.html
        "ec2:metadatahttptokens": frozenset({"optional", "required"}),
        "ec2:metadatahttpendpoint": frozenset({"enabled", "disabled"}),
        # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Placement.html
        "ec2:tenancy": frozenset({"default", "dedicated", "host"}),
        # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
        "ec2:volumetype": frozenset({"standard", "io1", "io2", "gp2", "gp3", "sc1", "st1"}),
        # https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html
        "lambda:functionurlauthtype": frozenset({"AWS_IAM", "NONE"}),
        # https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
        "kms:keyorigin": frozenset({"AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"}),
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltype
        "aws:principaltype": frozenset({"Account", "User", "FederatedUser", "AssumedRole", "Anonymous"}),
    }
)
"""The values of keys that can have only a few, by the key in lower case."""
ACCOUNT_KEYS = frozenset(
    {"aws:principalaccount", "aws:resourceaccount", "aws:sourceaccount", "kms:calleraccount"}
)
"""Keys, in lower case, whose values are account ids of 12 digits."""
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html; aws-eusc: botocore's partitions.
PARTITIONS = frozenset(
    {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}
)
"""The partitions of AWS."""
