"""Warn of a trail of others that nobody saw in AWS."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    trail, foreign = baseline.trail, baseline.foreign
    if trail is None or trail.existing is None or foreign is None or not foreign.trails:
        return
    if trail.existing.arn not in foreign.trails:
        problem = f"{foreign.file} has other organization trails, and none with this ARN"
        remedy = f"correct the ARN, or read again: `python -m guardrails capture --foreign {foreign.file}`"
        yield Match(("trail", "existing", "arn"), problem, remedy)


EXISTING_TRAIL_UNSEEN = BaselineWarning(
    id="existing-trail-unseen",
    title="The trail of others that the file names was seen in AWS",
    why="Alarms, search and guardrails are about the trail in `trail.existing`. If there is no such trail, "
    "they see and protect nothing.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html",
    find=_find,
)
