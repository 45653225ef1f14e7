"""Write conditions as operator, key, values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails import marked
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find conditions that don't go operator, key, values; and keys that differ in case alone."""
    for statement in policy.statements:
        block, path = statement.item.get("Condition", {}), (*statement.path, "Condition")
        if not isinstance(block, dict):
            yield LintFinding(path, "a Condition is an object")
            continue
        for operator, keys in block.items():
            if not isinstance(keys, dict) or not keys:
                yield LintFinding((*path, operator), "an operator holds keys and their values")
                continue
            yield from _keys((*path, operator), keys)


def _keys(path: marked.Path, keys: Mapping[str, Any]) -> Iterator[LintFinding]:
    lowered_keys: set[str] = set()
    for key, values in keys.items():
        if key.lower() in lowered_keys:
            problem = f"{key} stands twice under one operator, spelled differently"
            yield LintFinding((*path, key), problem, "put the values into one list", on_key=True)
        lowered_keys.add(key.lower())
        items = values if isinstance(values, list) else [values]
        if not items or not all(isinstance(item, str | bool | int | float) for item in items):
            yield LintFinding((*path, key), "a condition key holds a value or a list of values")


RULE = LintRule(
    id="GR-DOC-011",
    title="Write conditions as operator, key, values",
    why="AWS refuses a Condition of any other shape, and a key that stands under one operator in two "
    "spellings.",
    fix='Write "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1"]}}.',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-duplicate-keys-with-different-case",
    severity="error",
    check=check,
)
