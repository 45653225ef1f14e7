"""What protect_security_hub answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("securityhub:DisableSecurityHub"),
    denied("securityhub:BatchDisableStandards"),
    untouched("securityhub:GetFindings"),
    untouched("securityhub:BatchImportFindings"),
    exempted("securityhub:DisableSecurityHub"),
)
