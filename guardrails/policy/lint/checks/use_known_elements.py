"""Use the elements that policies have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails import marked
from guardrails.aws_facts import nearest
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule

_TOP = frozenset({"Version", "Id", "Statement"})
_INNER = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find elements that no policy has."""
    places: list[tuple[marked.Path, Mapping[str, Any], frozenset[str]]] = [
        (statement.path, statement.item, _INNER) for statement in policy.statements
    ]
    if isinstance(policy.data, dict):
        places.insert(0, ((), policy.data, _TOP))
    for path, item, elements in places:
        for name in item:
            if name not in elements:
                near = nearest(name, elements)
                remedy = f'did you mean "{near}"?' if near else ""
                yield LintFinding((*path, name), f'"{name}" is no element of a policy', remedy, on_key=True)


RULE = LintRule(
    id="GR-DOC-002",
    title="Use the elements that policies have",
    why="AWS refuses a policy with an element that it doesn't know, such as a misspelled one.",
    fix="Remove it, or correct its spelling.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-policy-element",
    severity="error",
    check=check,
)
