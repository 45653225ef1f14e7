"""Keep the log bucket apart from trails of others."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find trails of others that already deliver to the bucket that the file names."""
    section, captured = inspection.baseline.trail, inspection.capture.trails
    if section is None or not section.own_bucket:
        return
    trails = captured.trails if captured is not None else None
    if trails is None:
        yield inspection.unknown("trails", "cloudtrail:DescribeTrails")
    for trail in trails or ():
        if trail.bucket in section.buckets:
            yield from taken(inspection, trail.bucket, trail.name, "trail", "bucket")


CHECK = PreflightCheck(
    id="PF-NAM-005",
    title="Keep the log bucket apart from trails of others",
    why="The bucket of another trail exists already, so the stack can't make it.",
    fix="Choose another `trail.bucket`, write `existing_bucket: true`, or name the trail in"
    " `trail.existing`.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
    severity=FAILURE,
    check=check,
    reads=("trails", "stacks"),
)
