"""The parameters that a control is tried with: its defaults, and what its cases set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guardrails.controls import Control


def settings(found: Control) -> list[Mapping[str, Any]]:
    """List them, each once; a control that needs a parameter has no defaults to try."""
    needed = any(field.is_required() for field in found.parameters.model_fields.values())
    tried: list[Mapping[str, Any]] = [] if needed else [{}]
    for case in found.cases:
        if case.parameters not in tried:
            tried.append(case.parameters)
    return tried
