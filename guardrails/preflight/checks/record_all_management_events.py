"""Record all management events."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.capture.trail_strength import records_all
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.trails import records_for

_DEPLOY = "deploy the stack guardrails-trail, which sets the selectors"
_ASK = "ask the owner of the trail to record all management events"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find a trail, of ours or named by the file, that leaves out management events."""
    section, captured = inspection.baseline.trail, inspection.capture.trails
    if section is None:
        return
    trails = captured.trails if captured is not None else None
    if trails is None:
        yield inspection.unknown("trails", "cloudtrail:DescribeTrails")
    for trail in trails or ():
        if not records_for(section, trail):
            continue
        if records_all(trail) is None:
            yield inspection.unknown(trail.name, "cloudtrail:GetEventSelectors")
        elif not records_all(trail):
            yield PreflightViolation(
                trail.name,
                "leaves out management events, so alarms don't see them",
                _DEPLOY if section.existing is None else _ASK,
                ("trail",),
            )


CHECK = PreflightCheck(
    id="PF-TRL-003",
    title="Record all management events",
    why="An alarm sees only events that the trail records.",
    fix="Let the trail record all management events.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html",
    severity=FAILURE,
    check=check,
    reads=("trails",),
)
