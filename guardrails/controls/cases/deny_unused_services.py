"""What deny_unused_services answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("gamelift:CreateFleet"),
    untouched("s3:CreateBucket"),
    exempted("gamelift:CreateFleet"),
)
