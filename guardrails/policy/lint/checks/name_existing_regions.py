"""Name regions that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import all_regions, nearest
from guardrails.policy.language.patterns import matches
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, Test, Value
from guardrails.policy.lint.engine.catalogue import has_wildcard

_KEYS = ("aws:RequestedRegion", "ec2:Region", "account:TargetRegion")
_OTHER_PARTITIONS = ("us-gov-", "cn-", "us-iso", "eu-iso", "eusc-")
_ARN_PARTS = 6
_VARIABLE = "${"


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find names of regions that don't exist, in conditions and in ARNs."""
    for statement in policy.statements:
        for test in statement.tests:
            if test.is_about(*_KEYS):
                yield from _compared(test)
        for resource in (*statement.resources, *statement.not_resources):
            parts = resource.text.split(":", _ARN_PARTS - 1)
            if len(parts) == _ARN_PARTS and parts[1] == "aws" and not resource.placeholders:
                yield from _named(resource, parts[3], wildcards=True)


def _compared(test: Test) -> Iterator[LintFinding]:
    if test.operator is None or test.operator.family != "String":
        return
    for value in test.values:
        if not value.placeholders:
            written = value.text.lower() if test.operator.name.endswith("IgnoreCase") else value.text
            yield from _named(value, written, wildcards=test.operator.wildcards)


def _named(value: Value, region: str, *, wildcards: bool) -> Iterator[LintFinding]:
    if not region or _VARIABLE in region or region.startswith(_OTHER_PARTITIONS):
        return
    if has_wildcard(region):
        if not wildcards:
            yield LintFinding.at(
                value, f'this operator takes "{region}" literally', "use StringLike or StringNotLike"
            )
        elif not any(matches(region, code) for code in all_regions()):
            yield LintFinding.at(value, f'no AWS region is like "{region}"')
    elif region not in all_regions():
        near = nearest(region, all_regions())
        yield LintFinding.at(
            value, f'"{region}" is not an AWS region', f'did you mean "{near}"?' if near else ""
        )


RULE = LintRule(
    id="GR-CND-005",
    title="Name regions that exist",
    why="AWS accepts any name. A region lock with a misspelled region denies everything in the one "
    "that was meant.",
    fix="Correct the name of the region.",
    source="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html",
    severity="warning",
    check=check,
)
