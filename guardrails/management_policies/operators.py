"""The inheritance operators, as they stand in a document.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html, checked 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ASSIGN, APPEND, REMOVE = "@@assign", "@@append", "@@remove"
VALUE_SETTING = (ASSIGN, APPEND, REMOVE)
CHILD_CONTROL = "@@operators_allowed_for_child_policies"
ALL, NONE = "@@all", "@@none"
EVERY = frozenset(VALUE_SETTING)
PREFIX = "@@"


def is_operator(key: str) -> bool:
    """Return whether a key is an operator, or looks like one."""
    return key.startswith(PREFIX)


def allowed_below(node: Mapping[str, Any]) -> frozenset[str]:
    """Return which value-setting operators a part of a document leaves to child policies."""
    stated = node.get(CHILD_CONTROL, [ALL])
    return EVERY if ALL in stated else EVERY.intersection(stated)


def as_text(value: Any) -> str | None:
    """Return a single value as AWS stores it, as text; None for what isn't one.

    AWS's own examples write numbers in quotes and false without, and the effective policy shows both as text.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) else None
