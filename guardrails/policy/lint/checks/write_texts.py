"""Write actions and resources as texts."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule

_ELEMENTS = ("Action", "NotAction", "Resource", "NotResource")


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find lists of actions and resources that hold something other than texts, or nothing."""
    for statement in policy.statements:
        for name in _ELEMENTS:
            element = statement.item.get(name, "*")
            items = element if isinstance(element, list) else [element]
            if not items or not all(isinstance(item, str) and item for item in items):
                yield LintFinding((*statement.path, name), f"{name} is a text or a list of texts, none empty")


RULE = LintRule(
    id="GR-DOC-010",
    title="Write actions and resources as texts",
    why="AWS takes a text or a list of texts there, and refuses an empty one.",
    fix='Write it in quotes, such as "s3:*".',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-data-type-mismatch",
    severity="error",
    check=check,
)
