"""Warn of a file with the policies of others that was read long ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from guardrails.baseline.check_foreign import FIELD
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match

MOST_DAYS = 30


def _find(baseline: Baseline, today: dt.date) -> Iterator[Match]:
    foreign = baseline.foreign
    if foreign is None:
        return
    days = (today - foreign.read.on).days
    remedy = f"read it again: `python -m guardrails capture --foreign {foreign.file}`"
    if days > MOST_DAYS:
        problem = f"{foreign.file} is {days} days old: others may have changed their policies since"
        yield Match(FIELD, problem, remedy)
    elif days < 0:
        yield Match(FIELD, f"{foreign.file} was read on {foreign.read.on}, which is yet to come", remedy)


FOREIGN_OUTDATED = BaselineWarning(
    id="foreign-outdated",
    title="The policies of others are known as they are",
    why="Every answer takes the policies of others from a file. If others change a policy after the day on "
    "which the file was read, a request may be denied that the answers call allowed.",
    source="https://docs.aws.amazon.com/controltower/latest/APIReference/API_UpdateEnabledControl.html",
    find_on=_find,
)
