"""Which policies of a captured organization this product's stacks made."""

from __future__ import annotations

from guardrails.capture.model import Capture
from guardrails.capture.tree import lacking
from guardrails.errors import InputError

OWN_STACKS = "guardrails-"
"""Begins the name of every stack and StackSet of this product."""


def own_ids(capture: Capture, file: str) -> frozenset[str]:
    """Return the physical ids of everything that this product's stacks made in the management account.

    Raises:
        InputError: when the capture doesn't know the stacks or their resources.
    """
    stacks = capture.stacks.stacks if capture.stacks else None
    if stacks is None:
        raise InputError([lacking(capture, file, "stacks", "the stacks are unknown")])
    own = [stack for stack in stacks if stack.name.startswith(OWN_STACKS)]
    if any(stack.resources is None for stack in own):
        raise InputError([lacking(capture, file, "stacks", "the resources of stacks are unknown")])
    return frozenset(physical for stack in own for physical in (stack.resources or {}).values() if physical)
