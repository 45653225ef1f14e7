"""Where a trail of others delivers, against where the file says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.capture.sections.trail import CapturedTrail


class OtherDelivery(NamedTuple):
    """A field of `trail.existing` that isn't as in AWS."""

    field: str
    typed: str
    """The value in the file; empty where the file says nothing."""
    actual: str
    """The value in AWS; empty where the trail has none."""


def other_deliveries(existing: ExistingTrail, trail: CapturedTrail) -> Iterator[OtherDelivery]:
    """Compare bucket, prefix, key and log group; an ARN of a log group may end in `:*`."""
    for field, typed, actual in (
        ("bucket", existing.bucket, trail.bucket),
        ("prefix", existing.prefix or "", trail.prefix),
        ("key", existing.key or "", trail.key),
        ("log_group", (existing.log_group or "").removesuffix(":*"), trail.log_group.removesuffix(":*")),
    ):
        if typed != actual:
            yield OtherDelivery(field, typed, actual)
