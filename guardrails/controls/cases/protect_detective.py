"""Single calls, and the verdict of protect_detective on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("detective:DisassociateMembership"),
    denied("detective:DeleteGraph"),
    untouched("detective:ListGraphs"),
    untouched("detective:StartInvestigation"),
    exempted("detective:DisassociateMembership"),
)
