"""Let one trail alone use a key."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, allowing, bound_to
from guardrails.stacks.rules.engine.evidence import CLOUDTRAIL

_KEYS = ("aws:SourceArn", "kms:EncryptionContext:aws:cloudtrail:arn")


def check(template: Template) -> Iterator[Violation]:
    """Find keys with which CloudTrail may encrypt for trails that nobody names."""
    for key in template.of_type("AWS::KMS::Key"):
        for statement in allowing(key.get("KeyPolicy"), CLOUDTRAIL, "kms:GenerateDataKey"):
            for name in _KEYS:
                if not bound_to(statement, name):
                    yield Violation.at(key, "KeyPolicy", f"{name} is missing")


RULE = TemplateRule(
    id="GR-TRL-009",
    title="Let one trail alone use a key",
    why="CloudTrail encrypts for everybody: without both conditions somebody else's trail can use your key, "
    "and CloudTrail's own check of the policy doesn't find it bound to a trail.",
    fix="Add the conditions aws:SourceArn and kms:EncryptionContext:aws:cloudtrail:arn.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html",
    check=check,
)
