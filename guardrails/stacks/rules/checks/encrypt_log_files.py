"""Encrypt log files with a key of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find trails without a key."""
    for trail in template.of_type("AWS::CloudTrail::Trail"):
        if not trail.get("KMSKeyId"):
            yield Violation.at(trail, "KMSKeyId", "no key of your own encrypts the log files")


RULE = TemplateRule(
    id="GR-TRL-002",
    title="Encrypt log files with a key of your own",
    why="With S3's own key, whoever may read the bucket reads everything; a key of your own has a policy of "
    "its own.",
    fix="Set KMSKeyId to a customer managed key whose policy lets this trail use it.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
    check=check,
)
