"""Every control, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from guardrails.controls.case import Case
from guardrails.controls.control import Control
from guardrails.controls.presets import PRESETS

_STARTS = ("deny_", "protect_", "require_", "limit_", "quarantine_")
"""The verbs that controls, and so their files, are named by."""


@cache
def control_ids() -> tuple[str, ...]:
    """Return the id of every control, in the order of the alphabet; each file named by a verb is one."""
    modules = iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(module.name for module in modules if module.name.startswith(_STARTS)))


def controls() -> Mapping[str, Control]:
    """Return every control, by id; who needs one or two saves time by `control`."""
    return {name: control(name) for name in control_ids()}


@cache
def control(control_id: str) -> Control:
    """Return one control.

    Raises:
        KeyError: when there is no control of that id.
    """
    if control_id not in control_ids():
        raise KeyError(control_id)
    definition: Control = import_module(f"guardrails.controls.{control_id}").CONTROL
    return definition


@cache
def ranked() -> tuple[str, ...]:
    """Return the id of every control: first as the strictest preset lists them, then those that it lacks."""
    return tuple(dict.fromkeys((*PRESETS["strict"].controls, *control_ids())))


@cache
def cases_of(control_id: str) -> tuple[Case, ...]:
    """Return calls with what a control answers: some that it denies, some that it doesn't, some exempted.

    Raises:
        KeyError: when there is no control of that id.
    """
    if control_id not in control_ids():
        raise KeyError(control_id)
    cases: tuple[Case, ...] = import_module(f"guardrails.controls.cases.{control_id}").CASES
    return cases
