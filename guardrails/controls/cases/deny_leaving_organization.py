"""What deny_leaving_organization answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("organizations:LeaveOrganization"),
    untouched("organizations:DescribeOrganization"),
    exempted("organizations:LeaveOrganization"),
)
