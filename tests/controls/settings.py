"""The parameters that a control is tried with: its defaults, and what its cases set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from guardrails.controls import Control, cases_of


def has_defaults(found: Control) -> bool:
    """Tell whether a control can stand without parameters."""
    try:
        found.parameters.model_validate({})
    except ValidationError:
        return False
    return True


def settings(found: Control) -> list[Mapping[str, Any]]:
    """List them, each once; a control that needs to be told something has no defaults to try."""
    tried: list[Mapping[str, Any]] = [{}] if has_defaults(found) else []
    for case in cases_of(found.id):
        if case.parameters not in tried:
            tried.append(case.parameters)
    return tried
