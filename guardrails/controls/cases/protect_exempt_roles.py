"""Single calls, and the verdict of protect_exempt_roles on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT, EXEMPT_USER, SOMEBODY, USER, Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("iam:UpdateAssumeRolePolicy", EXEMPT),
    denied("iam:CreateRole", EXEMPT),
    untouched("iam:CreateRole", SOMEBODY),
    untouched("sts:AssumeRole", EXEMPT),
    denied("iam:CreateAccessKey", EXEMPT_USER),
    denied("iam:ResetServiceSpecificCredential", EXEMPT_USER),
    denied("iam:UpdateSSHPublicKey", EXEMPT_USER),
    untouched("iam:CreateAccessKey", USER),
    untouched("iam:GetUser", EXEMPT_USER),
    exempted("iam:UpdateAssumeRolePolicy", EXEMPT),
)
