"""Single calls, and the verdict of protect_guardduty on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("guardduty:DeleteDetector"),
    denied("guardduty:CreateFilter"),
    untouched("guardduty:GetFindings"),
    untouched("guardduty:CreateDetector"),
    exempted("guardduty:DeleteDetector"),
)
