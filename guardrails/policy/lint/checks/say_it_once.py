"""Say everything once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.marked import field_name
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule
from guardrails.policy.lint.engine.covering import covers


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find statements that another one makes superfluous."""
    statements = policy.statements[:_MOST]
    for index, inner in enumerate(statements):
        for outer_index, outer in enumerate(statements):
            if index == outer_index or not covers(outer, inner):
                continue
            same = covers(inner, outer)
            if same and index < outer_index:
                continue
            relation = "says the same as" if same else "is covered by"
            yield LintFinding(inner.path, f"{relation} {field_name(outer.path)}{_sid(outer.item)}")
            break


_MOST = 250
"""More don't fit into any policy, and every one is compared with every other."""


def _sid(item: Mapping[str, Any]) -> str:
    sid = item.get("Sid")
    return f" ({sid})" if isinstance(sid, str) and sid else ""


RULE = LintRule(
    id="GR-STM-001",
    title="Say everything once",
    why="A statement that another one covers changes nothing. Often the wider one was meant to have a "
    "condition, or the narrower one was meant to be an exception, which a Deny can't have.",
    fix="Remove one of the two, or add to the wider one the condition that was meant.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    severity="warning",
    check=check,
)
