"""Accept the log files of the organization's accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, allowing, resources_of
from guardrails.stacks.rules.engine.evidence import CLOUDTRAIL

_ACCOUNT_PREFIX = re.compile(r".*/AWSLogs/(\d{12}|\$\{AWS::AccountId\})/\*")


def check(template: Template) -> Iterator[Violation]:
    """Find bucket policies that let CloudTrail deliver below the prefixes of single accounts alone."""
    for policy in template.of_type("AWS::S3::BucketPolicy"):
        statements = allowing(policy.get("PolicyDocument"), CLOUDTRAIL, "s3:PutObject")
        prefixes = [prefix for statement in statements for prefix in resources_of(statement)]
        if prefixes and all(_ACCOUNT_PREFIX.fullmatch(prefix) for prefix in prefixes):
            problem = "CloudTrail may deliver below an account's prefix, not below the organization's"
            yield Violation.at(policy, "PolicyDocument", problem)


RULE = TemplateRule(
    id="GR-TRL-008",
    title="Accept the log files of the organization's accounts",
    why="An organization trail writes below AWSLogs/<organization>: with the account's prefix alone its "
    "creation fails, or the members' events never arrive.",
    fix="Allow s3:PutObject below AWSLogs/<organization id>/* as well.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
    check=check,
)
