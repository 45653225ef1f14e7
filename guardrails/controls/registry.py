"""Every control, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from guardrails.controls.control import Control

_STARTS = ("deny_", "protect_", "require_", "limit_", "quarantine_")
"""The verbs that controls, and so their files, are named by."""


@cache
def controls() -> Mapping[str, Control]:
    """Return every control, by id, in the order of the alphabet; each file named by a verb is one."""
    names = sorted(
        module.name
        for module in iter_modules([str(Path(__file__).parent)])
        if module.name.startswith(_STARTS)
    )
    return {name: import_module(f"guardrails.controls.{name}").CONTROL for name in names}


def control(control_id: str) -> Control:
    """Return one control.

    Raises:
        KeyError: when there is no control of that id.
    """
    return controls()[control_id]
