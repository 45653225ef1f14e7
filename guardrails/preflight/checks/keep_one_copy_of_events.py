"""Keep one copy of management events."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.trails import records_for

_OURS = "name that trail in `trail.existing`, which makes none, or delete that trail after the deployment"
_OTHERS = "keep one of the two, and name that one in `trail.existing`"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find organization trails beside the one of the file."""
    section, captured = inspection.baseline.trail, inspection.capture.trails
    if section is None:
        return
    trails = captured.trails if captured is not None else None
    if trails is None:
        yield inspection.unknown("trails", "cloudtrail:DescribeTrails")
    for trail in trails or ():
        if trail.organization and not records_for(section, trail):
            yield PreflightViolation(
                trail.name,
                "is an organization trail already, and AWS bills a second copy of management events with"
                " 2.00 US dollars per 100,000",
                _OURS if section.existing is None else _OTHERS,
                ("trail",),
            )


CHECK = PreflightCheck(
    id="PF-TRL-001",
    title="Keep one copy of management events",
    why="The first copy of management events is free; each further one costs 2.00 dollars per 100,000.",
    fix="Keep one organization trail: name one of others in `trail.existing`.",
    source="https://aws.amazon.com/cloudtrail/pricing/",
    severity=WARNING,
    check=check,
    reads=("trails",),
)
