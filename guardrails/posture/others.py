"""Say of an answer whether the policies of others were considered, and as of which day."""

from __future__ import annotations

from typing import Any

from guardrails.organization import Provenance

UNCONSIDERED = "Policies of others weren't considered (organization.foreign)."


def others_sentence(read: Provenance | None) -> str:
    """Say it as a person reads it."""
    if read is None:
        return UNCONSIDERED
    return f"Policies of others are those of {read.on}, read by {read.by}."


def others_json(read: Provenance | None) -> dict[str, Any]:
    """Say it as JSON can hold it."""
    if read is None:
        return {"considered": False, "on": None, "by": None}
    return {"considered": True, "on": read.on.isoformat(), "by": read.by}
