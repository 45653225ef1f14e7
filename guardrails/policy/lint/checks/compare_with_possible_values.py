"""Compare with values that the operator can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from guardrails.policy.language.operators import moment, network, number
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule

_READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {"Numeric": number, "Date": moment, "IpAddress": network}
)
_VARIABLE = "${"


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find values that the operator can't read."""
    for statement in policy.statements:
        for test in statement.tests:
            for value in test.values if test.operator else ():
                if test.operator is None or value.placeholders or _VARIABLE in value.text:
                    continue
                if not _readable(test.operator.family, value.text):
                    problem = f'{test.operator.name} can\'t read "{value.text}"'
                    yield LintFinding.at(value, problem)


def _readable(family: str, text: str) -> bool:
    if family in ("Bool", "Null"):
        return text.lower() in ("true", "false")
    read = _READERS.get(family)
    return read is None or read(text) is not None


RULE = LintRule(
    id="GR-CND-010",
    title="Compare with values that the operator can read",
    why="Bool and Null read true and false, Numeric numbers, Date ISO 8601 or seconds, IpAddress "
    "addresses and CIDR ranges. Anything else is refused or never matches.",
    fix="Correct the value, or use a String operator.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-condition-data-type",
    severity="warning",
    check=check,
)
