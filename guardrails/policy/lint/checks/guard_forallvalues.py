"""Guard ForAllValues by a test that the key is there."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find ForAllValues on a key that nothing else in the statement requires."""
    for statement in policy.statements:
        for test in statement.tests:
            if test.operator is None or test.operator.quantifier != "ForAllValues":
                continue
            if statement.needs_key(test.key) or (statement.effect == "Deny" and test.operator.negated):
                continue
            verb = "denies" if statement.effect == "Deny" else "allows"
            problem = f"{verb} every request without {test.key} as well: ForAllValues is true of no values"
            yield LintFinding(test.path, problem, on_key=True)


RULE = LintRule(
    id="GR-CND-007",
    title="Guard ForAllValues by a test that the key is there",
    why="ForAllValues is true when the request has no value at all. A Deny with it denies more than "
    "it says, an Allow allows more.",
    fix='Add "Null": {"the key": "false"}, or use ForAnyValue.',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    severity="warning",
    check=check,
)
