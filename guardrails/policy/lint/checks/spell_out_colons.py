"""Spell out the colons of an ARN."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import all_services, service_resource_arns
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, shapes


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find patterns that cover a type of resource only if a `*` may stand for a colon."""
    for statement in policy.statements:
        for resource in (*statement.resources, *statement.not_resources):
            if "*" not in resource.text or resource.placeholders or _has_six_parts(resource.text):
                continue
            arn = _differs(resource.text)
            if arn:
                yield LintFinding.at(resource, f"covers {arn} only if a * may stand for a colon")


def _has_six_parts(text: str) -> bool:
    """Return whether a text reads as an ARN with an account, or as `*`, without a `*` for a colon."""
    parts = text.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return text == "*"
    account = shapes.pattern(parts[_ACCOUNT])
    return any(shapes.overlap(account, account_shape) for account_shape in _ACCOUNTS)


_ACCOUNTS = ((), (shapes.Piece(shapes.DIGITS),) * 12, (*shapes.literal("aws"), *shapes.anything(":")))
"""The shapes of the account's part: nothing, an account's number, or `aws` and longer names."""


def _differs(text: str) -> str | None:
    """Name a type of resource that a pattern covers in one reading, where it covers none in the other."""
    shape = shapes.pattern(text)
    parts = text.split(":")
    service = parts[2] if len(parts) > _SERVICE else ""
    crossing = None
    for name in [service] if service in all_services() else _WIDESPREAD:
        for arn in service_resource_arns(name):
            possible, plain = shapes.arn_of(arn), shapes.arn_of(arn, plain_names=True)
            if possible is None or plain is None or shapes.arn_overlap(shape, possible):
                return None
            crossing = crossing or (arn if shapes.overlap(shape, plain) else None)
    return crossing


_ARN_PARTS = 6
_SERVICE, _ACCOUNT = 2, 4
_WIDESPREAD = ("ec2", "iam", "lambda", "s3")
"""Looked at where a pattern names no service."""


RULE = LintRule(
    id="GR-RES-004",
    title="Spell out the colons of an ARN",
    why="IAM's guide lets a * cross colons at the end of a part alone, S3's page everywhere. A pattern "
    "with fewer than five colons covers more than it seems to, or nothing.",
    fix="Write all five colons, such as arn:aws:lambda:*:*:function:name.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    severity="warning",
    check=check,
)
