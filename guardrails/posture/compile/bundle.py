"""The statements of one policy, before it has its name."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.posture.compile.texts import Draft
from guardrails.posture.model import MIDDLE


@dataclass(frozen=True)
class Bundle:
    """The statements of one policy, before it has its name."""

    family: str
    draft: Draft
    turn: int = MIDDLE
    mark: str = ""
    """Tells what is in it, where a family or a node has several policies."""
