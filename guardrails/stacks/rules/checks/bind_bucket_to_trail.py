"""Let one trail alone deliver to a bucket."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, allowing, bound_to
from guardrails.stacks.rules.engine.evidence import CLOUDTRAIL


def check(template: Template) -> Iterator[Violation]:
    """Find bucket policies that let any trail of anybody write or look."""
    for policy in template.of_type("AWS::S3::BucketPolicy"):
        for action in ("s3:PutObject", "s3:GetBucketAcl"):
            for statement in allowing(policy.get("PolicyDocument"), CLOUDTRAIL, action):
                if not bound_to(statement, "aws:SourceArn"):
                    problem = f"any trail of any account is allowed {action}: aws:SourceArn is missing"
                    yield Violation.at(policy, "PolicyDocument", problem)


RULE = TemplateRule(
    id="GR-TRL-007",
    title="Let one trail alone deliver to a bucket",
    why="CloudTrail writes for everybody: without aws:SourceArn somebody else's trail can write to your "
    "bucket, among your evidence and at your cost.",
    fix="Add the condition aws:SourceArn with the trail's ARN to each statement for CloudTrail.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
    check=check,
)
