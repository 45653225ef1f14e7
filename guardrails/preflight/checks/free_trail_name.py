"""Keep the name of the trail free."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find a trail with the name of ours, in the home region, that no stack of ours made."""
    section, captured = inspection.baseline.trail, inspection.capture.trails
    if section is None or section.existing is not None:
        return
    trails = captured.trails if captured is not None else None
    if trails is None:
        yield inspection.unknown("trails", "cloudtrail:DescribeTrails")
    for trail in trails or ():
        if trail.name == section.name:
            yield from taken(inspection, trail.name, trail.name, "trail", "name")


CHECK = PreflightCheck(
    id="PF-NAM-004",
    title="Keep the name of the trail free",
    why="A multi-Region trail has its name in every region, and CloudTrail refuses a second one.",
    fix="Choose another `trail.name`, or import the trail into the stack.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html",
    severity=FAILURE,
    check=check,
    reads=("trails", "stacks"),
)
