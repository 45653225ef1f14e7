"""What protect_guardduty answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("guardduty:DeleteDetector"),
    denied("guardduty:CreateFilter"),
    untouched("guardduty:GetFindings"),
    untouched("guardduty:CreateDetector"),
    exempted("guardduty:DeleteDetector"),
)
