"""Let KMS rotate every key."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find symmetric keys that aren't rotated; KMS rotates no others, nor imported material."""
    for key in template.of_type("AWS::KMS::Key"):
        symmetric = key.get("KeySpec") in (None, "SYMMETRIC_DEFAULT")
        own_material = key.get("Origin") in (None, "AWS_KMS")
        if symmetric and own_material and key.get("EnableKeyRotation") is not True:
            yield Violation.at(key, "EnableKeyRotation", "the key is never rotated")


RULE = TemplateRule(
    id="GR-EVD-003",
    title="Let KMS rotate every key",
    why="One key for ever means that one leak opens everything ever encrypted. Rotation costs nothing to "
    "use: old material stays readable.",
    fix="Set EnableKeyRotation to true.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    check=check,
)
