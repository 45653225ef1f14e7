"""Single calls, and the verdict of protect_access_analyzer on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("access-analyzer:DeleteAnalyzer"),
    denied("access-analyzer:CreateArchiveRule"),
    untouched("access-analyzer:ListFindings"),
    untouched("access-analyzer:ValidatePolicy"),
    exempted("access-analyzer:DeleteAnalyzer"),
)
