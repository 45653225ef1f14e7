"""Decide whether a resource with a name of ours is our own."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.capture.ours import READING_ACTIONS
from guardrails.preflight.check import Inspection, PreflightViolation, Unknown


def taken(
    inspection: Inspection, name: str, identity: str, *path: str | int
) -> Iterator[PreflightViolation | Unknown]:
    """Report a name that a resource of others has.

    Args:
        inspection: The capture with the product's own stacks.
        name: The name.
        identity: The physical id by which a stack of ours would list the resource.
        path: The part of the baseline that asks for the name.
    """
    if inspection.ownership.includes(identity):
        return
    if not inspection.ownership.complete:
        yield inspection.unknown(f"who made {name}", *READING_ACTIONS)
        return
    yield PreflightViolation(
        name,
        f"exists in AWS ({identity}), and no stack of the baseline made it",
        "choose another name, delete the other resource, or import it into the stack",
        path,
    )
