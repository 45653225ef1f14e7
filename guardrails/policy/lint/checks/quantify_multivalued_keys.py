"""Compare a key of several values by ForAnyValue or ForAllValues."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import key_type
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find tests of keys with several values that have no quantifier."""
    for statement in policy.statements:
        for test in statement.tests:
            kind, operator = key_type(test.key), test.operator
            if kind is None or not kind.many or operator is None:
                continue
            if operator.family != "Null" and not operator.quantifier:
                problem = f"{test.key} can have several values, and {operator.name} compares a single one"
                yield LintFinding(test.path, problem, f"write ForAnyValue:{operator.name}", on_key=True)


RULE = LintRule(
    id="GR-CND-013",
    title="Compare a key of several values by ForAnyValue or ForAllValues",
    why="A request can carry several tag keys or organization paths. Without a quantifier AWS doesn't say"
    " which of them is compared.",
    fix="Write ForAnyValue or ForAllValues in front of the operator.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    severity="warning",
    check=check,
)
