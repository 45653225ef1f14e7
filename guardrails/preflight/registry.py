"""Every check, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from guardrails.preflight import checks as files
from guardrails.preflight.check import PreflightCheck


@cache
def checks() -> Mapping[str, PreflightCheck]:
    """Return every check, by id, in the order of the ids; each module in `checks` is one."""
    modules = (import_module(f"{files.__name__}.{module.name}") for module in iter_modules(files.__path__))
    return {
        check.id: check for check in sorted((module.CHECK for module in modules), key=lambda check: check.id)
    }
