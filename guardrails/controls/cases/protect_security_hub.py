"""Single calls, and the verdict of protect_security_hub on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("securityhub:DisableSecurityHub"),
    denied("securityhub:BatchDisableStandards"),
    untouched("securityhub:GetFindings"),
    untouched("securityhub:BatchImportFindings"),
    exempted("securityhub:DisableSecurityHub"),
)
