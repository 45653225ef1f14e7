"""Close the hole that IfExists opens in an Allow."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find an Allow whose test passes when its key is missing."""
    for statement in policy.statements:
        if statement.effect != "Allow":
            continue
        for test in statement.tests:
            operator = test.operator
            if operator is None or not operator.if_exists or operator.quantifier:
                continue
            if not statement.needs_key(test.key):
                yield LintFinding(test.path, f"allows every request without {test.key}", on_key=True)


RULE = LintRule(
    id="GR-CND-008",
    title="Close the hole that IfExists opens in an Allow",
    why="With IfExists a request without the key passes. In an Allow that lets through whatever the "
    "test was to hold back.",
    fix='Drop IfExists, or add "Null": {"the key": "false"}.',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists",
    severity="warning",
    check=check,
)
