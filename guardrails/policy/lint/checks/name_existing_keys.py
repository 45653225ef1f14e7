"""Test condition keys that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import condition_keys_like, is_condition_key, nearest
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find condition keys that AWS doesn't publish; those of other identity providers are theirs to name."""
    for statement in policy.statements:
        for test in statement.tests:
            prefix, colon, name = test.key.partition(":")
            if not colon or not name or "." in prefix or "<" in test.key or is_condition_key(test.key):
                continue
            near = nearest(test.key, condition_keys_like(test.key))
            remedy = f'did you mean "{near}"?' if near else ""
            yield LintFinding(test.path, f"there is no condition key {test.key}", remedy, on_key=True)


RULE = LintRule(
    id="GR-CND-002",
    title="Test condition keys that exist",
    why="AWS accepts any key. One that doesn't exist is missing from every request: a positive test "
    "of it never matches, a negated one always does.",
    fix="Look the key up among the global keys and those of the service.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    severity="warning",
    check=check,
)
