"""Single calls, and the verdict of deny_region_opt_in on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("account:EnableRegion"),
    denied("account:DisableRegion"),
    untouched("account:ListRegions"),
    exempted("account:EnableRegion"),
)
