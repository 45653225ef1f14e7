"""Spell out the service of an action."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule
from guardrails.policy.lint.engine.catalogue import has_wildcard


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find wildcards in front of an action's colon."""
    for statement in policy.statements:
        for action in (*statement.actions, *statement.not_actions):
            service, colon, _ = action.text.partition(":")
            if colon and has_wildcard(service) and not action.placeholders:
                yield LintFinding.at(action, f'the service prefix "{service}" has a wildcard')


RULE = LintRule(
    id="GR-ACT-006",
    title="Spell out the service of an action",
    why="AWS refuses a wildcard in front of the colon. Wildcards stand for parts of the action's name alone.",
    fix="List the actions of each service, such as dynamodb:TagResource.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    severity="error",
    check=check,
)
