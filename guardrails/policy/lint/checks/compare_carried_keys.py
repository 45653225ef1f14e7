"""Test keys that the requests carry."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import carries_own_key, is_assigned_key, is_condition_key, is_global_key
from guardrails.policy.lint.engine import LintedPolicy, LintedStatement, LintFinding, LintRule, Test
from guardrails.policy.lint.engine.catalogue import all_covered

_TAGS = ("aws:requesttag/", "aws:tagkeys")
"""Global keys that only requests which set tags carry; the catalogue has them for each action."""


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find tests of a key that requests for the statement's actions never carry."""
    for statement in policy.statements:
        if not statement.actions or any(action.text == "*" for action in statement.actions):
            continue
        for test in statement.tests:
            if test.operator is None or not is_condition_key(test.key) or not is_assigned_key(test.key):
                continue
            if is_global_key(test.key) and not test.key.lower().startswith(_TAGS):
                continue
            actions = all_covered(statement.actions)
            if actions is None:
                continue
            without = [name for name in actions if not carries_own_key(name, test.key)]
            subject = f"requests for {_few(without)} carry no {test.key}"
            if len(without) == len(actions):
                yield LintFinding(test.path, subject, on_key=True)
            elif without and _denies_without(statement, test):
                remedy = "deny what has no such key in a statement of its own"
                yield LintFinding(test.path, f"{subject}, so this always holds for them", remedy, on_key=True)


def _denies_without(statement: LintedStatement, test: Test) -> bool:
    return statement.effect == "Deny" and test.true_when_missing and not statement.needs_key(test.key)


def _few(names: list[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")


RULE = LintRule(
    id="GR-CND-004",
    title="Test keys that the requests carry",
    why="A key that an action doesn't support is missing from its requests: a positive test never "
    "matches, a negated one or one with IfExists always does. In a Deny with several actions those "
    "without the key are then denied altogether.",
    fix="Test a key that the action supports, or list other actions.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    severity="warning",
    check=check,
)
