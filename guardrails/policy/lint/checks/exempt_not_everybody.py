"""Exempt not everybody."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule
from guardrails.policy.lint.engine.principals import matches_everyone


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find an exemption in a Deny that frees all principals."""
    for statement in policy.denying:
        for test in statement.tests:
            if test.operator is None or not test.operator.negated or not test.is_about("aws:PrincipalArn"):
                continue
            for value in test.values:
                if not value.placeholders and matches_everyone(value.text, test.operator):
                    yield LintFinding.at(value, "exempts every root user, user and role, so nobody is denied")


RULE = LintRule(
    id="GR-PRN-002",
    title="Exempt not everybody",
    why="A Deny with an exemption that covers every principal denies nothing.",
    fix="Name who is exempt.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn",
    severity="warning",
    check=check,
)
