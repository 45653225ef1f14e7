"""Warn of a second organization trail, whose copy of management events AWS charges for."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    trail, foreign = baseline.trail, baseline.foreign
    if trail is None or foreign is None:
        return
    named = trail.existing.arn if trail.existing is not None else None
    for arn, location in foreign.trails.items():
        if arn == named:
            continue
        problem = (
            f"{foreign.file} has the organization trail {arn}, and {trail.trail_name} records beside it:"
        )
        problem += " AWS charges 2.00 US dollars per 100,000 management events of a second copy"
        if trail.existing is None:
            remedy = "name that trail in `trail.existing`, or delete it once this one records"
        else:
            remedy = "keep one of the two, and name that one in `trail.existing`"
        yield Match(("trail",), problem, remedy, location)


SECOND_ORGANIZATION_TRAIL = BaselineWarning(
    id="second-organization-trail",
    title="One organization trail records management events",
    why="The first copy of management events is free. Each further one costs 2 dollars per 100,000 events: "
    "20 dollars a month for an account with a million.",
    source="https://aws.amazon.com/cloudtrail/pricing/",
    find=_find,
)
