"""Find the trail that a file names among those that were captured."""

from __future__ import annotations

from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.capture.sections.trail import CapturedTrail
from guardrails.preflight.check import Inspection, Unknown


def existing_trail(inspection: Inspection, existing: ExistingTrail) -> CapturedTrail | Unknown | None:
    """Return the trail of others that a file names; None where there is none in AWS."""
    captured = inspection.capture.trails
    if captured is None or captured.trails is None:
        return inspection.unknown("trails", "cloudtrail:DescribeTrails")
    return next((trail for trail in captured.trails if trail.arn == existing.arn), None)


def records_for(section: Trail, trail: CapturedTrail) -> bool:
    """Return whether a captured trail is the one that a section makes or names."""
    return trail.name == section.name if section.existing is None else trail.arn == section.existing.arn
