"""The local AWS writes ARNs, principals and hosts as AWS's pages do."""

from __future__ import annotations

import pytest

from emulator import arns

WRITTEN = [
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    (arns.root_arn("123456789012"), "arn:aws:iam::123456789012:root"),
    (arns.role_arn("123456789012", "path/S3Access"), "arn:aws:iam::123456789012:role/path/S3Access"),
    (arns.managed_policy_arn("ReadOnlyAccess"), "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
    (arns.organization_arn("123456789012", "ou/o-1/ou-2"), "arn:aws:organizations::123456789012:ou/o-1/ou-2"),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html
    (arns.bucket_arn("example-bucket"), "arn:aws:s3:::example-bucket"),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    (arns.service_principal("cloudtrail"), "cloudtrail.amazonaws.com"),
    (arns.service_principal("logs", "eu-west-1"), "logs.eu-west-1.amazonaws.com"),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    (arns.service_host("example-bucket.s3", "eu-west-1"), "example-bucket.s3.eu-west-1.amazonaws.com"),
]


@pytest.mark.parametrize(("built", "written"), WRITTEN, ids=[written for _, written in WRITTEN])
def test_each_name_is_built_as_aws_writes_it(built: str, written: str) -> None:
    """What AWS's pages print is what comes out, to the letter."""
    assert built == written
