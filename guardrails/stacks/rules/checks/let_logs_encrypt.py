"""Let CloudWatch Logs use the key of a log group."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, allowing

_SERVICE = "logs.*amazonaws.com"


def check(template: Template) -> Iterator[Violation]:
    """Find log groups whose key doesn't let the service of a region use it."""
    for group in template.of_type("AWS::Logs::LogGroup"):
        key = template.key(group.get("KmsKeyId"))
        if key is not None and not allowing(key.get("KeyPolicy"), _SERVICE, "kms:GenerateDataKey"):
            yield Violation.at(group, "KmsKeyId", f"the key {key.id} doesn't let CloudWatch Logs use it")


RULE = TemplateRule(
    id="GR-EVD-004",
    title="Let CloudWatch Logs use the key of a log group",
    why="The group can't be made with a key that the service may not use, and an existing one takes no more "
    "events.",
    fix="Allow logs.<region>.amazonaws.com to encrypt and decrypt, for this log group's encryption context.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    check=check,
)
