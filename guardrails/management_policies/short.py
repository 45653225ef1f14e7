"""Write documents in AWS's grammar from what is set, and lock them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guardrails.management_policies.operators import ASSIGN, CHILD_CONTROL, NONE


def assigned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Assign each value to its key, and go into objects; what is None or empty all through is left out."""
    assignments: dict[str, Any] = {}
    for key, value in values.items():
        inner = assigned(value) if isinstance(value, Mapping) else {ASSIGN: value}
        if value is not None and inner:
            assignments[key] = inner
    return assignments


def locked(document: Mapping[str, Any]) -> dict[str, Any]:
    """Forbid child policies every operator, at every key below the first.

    A lock on a key says nothing of the keys below it, so each has its own.
    """
    return {key: _locked(value) for key, value in document.items()}


def _locked(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {CHILD_CONTROL: [NONE], **{key: _locked(below) for key, below in value.items()}}
