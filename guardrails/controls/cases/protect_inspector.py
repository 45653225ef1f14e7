"""Single calls, and the verdict of protect_inspector on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("inspector2:Disable"),
    denied("inspector2:CreateFilter"),
    untouched("inspector2:ListFindings"),
    untouched("inspector2:Enable"),
    exempted("inspector2:Disable"),
)
