"""ARNs, principals and URLs, against examples as AWS's pages write them."""

from __future__ import annotations

import re

import pytest

from guardrails.aws_facts import arns

WRITTEN = [
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    (arns.root_arn("123456789012"), "arn:aws:iam::123456789012:root"),
    (arns.user_arn("123456789012", "JohnDoe"), "arn:aws:iam::123456789012:user/JohnDoe"),
    (arns.role_arn("123456789012", "path/S3Access"), "arn:aws:iam::123456789012:role/path/S3Access"),
    (arns.policy_arn("123456789012", "Limits"), "arn:aws:iam::123456789012:policy/Limits"),
    (arns.managed_policy_arn("job-function/ViewOnly"), "arn:aws:iam::aws:policy/job-function/ViewOnly"),
    (arns.iam_arn("123456789012", "saml-provider/P"), "arn:aws:iam::123456789012:saml-provider/P"),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html
    (arns.bucket_arn("example-bucket"), "arn:aws:s3:::example-bucket"),
    (arns.object_arn("example-bucket"), "arn:aws:s3:::example-bucket/*"),
    (arns.object_arn("example-bucket", "a/b"), "arn:aws:s3:::example-bucket/a/b"),
    (arns.access_points_arn("123456789012"), "arn:aws:s3:*:123456789012:accesspoint/*"),
    # https://docs.aws.amazon.com/service-authorization/latest/reference/, the page of each service
    (
        arns.stack_arn("eu-west-1", "123456789012", "s", "1"),
        "arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1",
    ),
    (arns.trail_arn("eu-west-1", "123456789012", "t"), "arn:aws:cloudtrail:eu-west-1:123456789012:trail/t"),
    (arns.alarm_arn("eu-west-1", "123456789012", "a"), "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"),
    (arns.topic_arn("eu-west-1", "123456789012", "t"), "arn:aws:sns:eu-west-1:123456789012:t"),
    (arns.log_group_arn("eu-west-1", "123456789012", "g"), "arn:aws:logs:eu-west-1:123456789012:log-group:g"),
    (arns.arn_anywhere("ec2", "volume/*"), "arn:aws:ec2:*:*:volume/*"),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    (arns.service_principal("cloudtrail"), "cloudtrail.amazonaws.com"),
    (arns.service_principal("logs", "eu-west-1"), "logs.eu-west-1.amazonaws.com"),
    # https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html
    (arns.console_url("eu-west-1", "ec2/home"), "https://eu-west-1.console.aws.amazon.com/ec2/home"),
]


@pytest.mark.parametrize(("built", "written"), WRITTEN, ids=[written for _, written in WRITTEN])
def test_each_name_is_built_as_aws_writes_it(built: str, written: str) -> None:
    """What AWS's pages print is what comes out, to the letter."""
    assert built == written


def test_a_regular_expression_of_an_arn_is_built_like_an_arn() -> None:
    """No character of an ARN's own means anything else in a regular expression."""
    pattern = re.compile(arns.role_arn(r"\d{12}", "deploy-.+"))
    assert pattern.fullmatch("arn:aws:iam::123456789012:role/deploy-a")
    assert not pattern.fullmatch("arn:aws:iam::123456789012:role/read-a")
    assert re.match(arns.ANY_PARTITION, "arn:aws-us-gov:iam::123456789012:root")
    assert not re.match(arns.ANY_PARTITION, "arn:azure:iam::123456789012:root")


@pytest.mark.parametrize(
    ("principal", "is_service"),
    [("logs.amazonaws.com", True), (arns.root_arn("123456789012"), False), ("anonymous", False)],
)
def test_a_service_principal_is_known_by_its_end(principal: str, *, is_service: bool) -> None:
    """An ARN or nobody's name is no service."""
    assert arns.is_service_principal(principal) is is_service
