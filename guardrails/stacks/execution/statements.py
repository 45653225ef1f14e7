"""Statements of an execution policy, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from guardrails.stacks.execution.fold import folded

Statement: TypeAlias = dict[str, Any]


def allow(
    sid: str, actions: Iterable[str], resources: str | list[str], condition: Mapping[str, Any] | None = None
) -> list[Statement]:
    """Build the statement that allows something; none without an action."""
    return _statement("Allow", sid, folded(actions), resources, condition)


def deny(
    sid: str, actions: Iterable[str], resources: str | list[str], condition: Mapping[str, Any] | None = None
) -> list[Statement]:
    """Build the statement that denies something, whatever else allows it."""
    return _statement("Deny", sid, list(actions), resources, condition)


def _statement(
    effect: str,
    sid: str,
    actions: list[str],
    resources: str | list[str],
    condition: Mapping[str, Any] | None,
) -> list[Statement]:
    if not actions or not resources:
        return []
    statement: Statement = {"Sid": sid, "Effect": effect, "Action": actions, "Resource": resources}
    return [statement | ({"Condition": dict(condition)} if condition else {})]
