"""Warn of evidence that may be deleted before its time."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    trail = baseline.trail
    if trail is None or trail.object_lock is None:
        return
    days, expiry_days = trail.object_lock.days, trail.expire_after_days
    if expiry_days is None:
        yield Match(
            ("trail", "object_lock", "days"),
            f"the lock ends after {days} days, and the log files are kept for ever",
            "set expire_after_days to the days of the lock, or accept it",
        )
    elif days < expiry_days:
        yield Match(
            ("trail", "object_lock", "days"),
            f"the lock ends after {days} days, {expiry_days - days} days before the log files expire",
            f"write days: {expiry_days}, the number of days that the log files are kept",
        )


OBJECT_LOCK_ENDS_EARLY = BaselineWarning(
    id="object-lock-ends-early",
    title="Object lock holds the log files as long as they are kept",
    why="Between the two, whoever may delete objects in the archive account can delete evidence.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
    find=_find,
)
