"""Single calls, and the verdict of protect_audit_role on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ROLE = "arn:aws:iam::444444444441:role/guardrails-audit"


CASES: tuple[Case, ...] = (
    denied("iam:UpdateAssumeRolePolicy", _ROLE),
    denied("iam:PassRole", _ROLE),
    untouched("iam:GetRole", _ROLE),
    untouched("iam:CreateRole", "arn:aws:iam::444444444441:role/guardrails-audits"),
    exempted("iam:UpdateAssumeRolePolicy", _ROLE),
)
