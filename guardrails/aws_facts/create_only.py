"""The properties that CloudFormation can't change: it makes a new resource and deletes the old one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_PINNED = Path(__file__).with_name("create_only.json")


def create_only(resource_type: str) -> tuple[str, ...]:
    """Return the paths of the properties whose change replaces a resource, such as Budget/BudgetName.

    Raises:
        KeyError: The type isn't pinned.
    """
    return _pinned()[resource_type]


def is_pinned(resource_type: str) -> bool:
    """Return whether the properties of a type are known."""
    return resource_type in _pinned()


@cache
def _pinned() -> dict[str, tuple[str, ...]]:
    pinned = json.loads(_PINNED.read_text(encoding="utf-8"))
    return {name: tuple(paths) for name, paths in pinned.items() if name != "source"}
