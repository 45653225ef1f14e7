"""Single calls, and the verdict of protect_macie on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("macie2:DisableMacie"),
    denied("macie2:UpdateMacieSession"),
    untouched("macie2:ListFindings"),
    untouched("macie2:EnableMacie"),
    exempted("macie2:DisableMacie"),
)
