"""What every section is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.controls.kinds import Typed

PathText = Annotated[str, Field(description="A path such as Root, Workloads/Prod or Workloads/Prod/shop")]


class Section(Typed):
    """A part of the baseline: unknown keys are errors, and nothing changes after loading."""


LIST, MAPPING = "[list]", "[mapping]"
"""Label the two shapes that a field may have; pydantic puts the label into the paths of its errors."""


def shape_of(value: object) -> str:
    """Say which of the two shapes a person wrote."""
    return MAPPING if isinstance(value, dict) else LIST
