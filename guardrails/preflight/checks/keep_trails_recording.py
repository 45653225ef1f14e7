"""Keep organization trails recording."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import (
    FAILURE,
    FixCall,
    Inspection,
    PreflightCheck,
    PreflightViolation,
    Unknown,
)


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find organization trails that are switched off, or that can't deliver."""
    captured = inspection.capture.trails
    trails = captured.trails if captured is not None else None
    if trails is None:
        yield inspection.unknown("trails", "cloudtrail:DescribeTrails")
    for trail in trails or ():
        if not trail.organization:
            continue
        if trail.logging is None or trail.delivery_error is None:
            yield inspection.unknown(trail.name, "cloudtrail:GetTrailStatus")
        elif not trail.logging:
            yield PreflightViolation(
                trail.name,
                "records nothing, because somebody stopped it",
                "start it",
                fix_call=FixCall("cloudtrail:StartLogging", {"Name": trail.arn}),
            )
        elif trail.delivery_error:
            yield PreflightViolation(
                trail.name,
                f"can't deliver its files: {trail.delivery_error}",
                "correct the policies of its bucket and key",
            )


CHECK = PreflightCheck(
    id="PF-TRL-002",
    title="Keep organization trails recording",
    why="Events of a trail that doesn't record or deliver are lost; no later deployment brings them back.",
    fix="Start the trail, or correct the policies of its bucket and key.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html",
    severity=FAILURE,
    check=check,
    reads=("trails",),
)
