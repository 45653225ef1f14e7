"""Single calls, and the verdict of deny_unused_services on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("gamelift:CreateFleet"),
    untouched("s3:CreateBucket"),
    exempted("gamelift:CreateFleet"),
)
