"""The base of everything in a capture."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class CapturePart(BaseModel):
    """A frozen part of a capture, which refuses fields that it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
