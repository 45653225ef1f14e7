"""Keep the alias of the key free."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find a key of a trail of others that has the alias of ours."""
    section, captured = inspection.baseline.trail, inspection.capture.trails
    if section is None or not section.own_key_alias:
        return
    trails = captured.trails if captured is not None else None
    if captured is None or trails is None:
        yield inspection.unknown("trails", "cloudtrail:DescribeTrails")
        return
    keys = {key.arn: key for key in captured.keys}
    for trail in trails:
        key = keys.get(trail.key)
        if trail.key and (key is None or key.aliases is None):
            yield inspection.unknown(trail.key, "kms:ListAliases", "sts:AssumeRole")
        elif key is not None and f"alias/{section.key_alias}" in (key.aliases or ()):
            yield from taken(inspection, section.key_alias, trail.name, "trail", "key_alias")


CHECK = PreflightCheck(
    id="PF-NAM-006",
    title="Keep the alias of the key free",
    why="An account has an alias once in each region, so the stack can't make it again.",
    fix="Choose another `trail.key_alias`, or name the key in `trail.existing_key`.",
    source="https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
    severity=FAILURE,
    check=check,
    reads=("trails", "stacks"),
)
