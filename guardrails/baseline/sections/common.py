"""The model that every section is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.controls.kinds import Typed

NODE_PATH = "path of a node"
"""Marks the types of paths, where the id of the root, a unit or an account is taken too."""
PathText = Annotated[
    str,
    NODE_PATH,
    Field(description="A path such as Root, Workloads/Prod or Workloads/Prod/shop, or the id of the node"),
]


class Section(Typed):
    """A part of the baseline: unknown keys are errors, and nothing changes after loading."""


LIST, MAPPING = "[list]", "[mapping]"
"""Label the two shapes that a field may have; pydantic puts the label into the paths of its errors."""


def shape_of(value: object) -> str:
    """Say which of the two shapes a person wrote."""
    return MAPPING if isinstance(value, dict) else LIST
