"""Warn of inline policies that let a service act with any role of the account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guardrails.baseline.inline import inline_policies
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.policy.language.patterns import matches

_HAND_OVER = "iam:passrole"


def _find(baseline: Baseline) -> Iterator[Match]:
    for policy in inline_policies(baseline):
        for path, statement in policy.unconditional:
            if _hands_over(statement):
                place = policy.source.locate((*path, "Action"))
                problem = (
                    f"{policy.name} lets a service act with any role of the account, an administrator's too"
                )
                remedy = "name the roles under Resource, or test iam:PassedToService"
                yield Match(policy.field, problem, remedy, place)


def _hands_over(statement: dict[str, Any]) -> bool:
    """Return whether it allows passing any role; who may do everything needs no role for it."""
    patterns, resources = _listed(statement.get("Action", ())), _listed(statement.get("Resource", "*"))
    passes = any(matches(pattern.lower(), _HAND_OVER) for pattern in patterns)
    return passes and "*" in resources and "*" not in patterns


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


INLINE_PASS_ROLE = BaselineWarning(
    id="inline-pass-role",
    title="An inline policy names the roles that it lets pass",
    why="A caller who passes an administrator's role to a function or an instance acts as the administrator.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    find=_find,
)
