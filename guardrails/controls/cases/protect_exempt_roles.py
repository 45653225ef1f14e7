"""What protect_exempt_roles answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import SOMEBODY, SPARED, SPARED_USER, USER, Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("iam:UpdateAssumeRolePolicy", SPARED),
    denied("iam:CreateRole", SPARED),
    untouched("iam:CreateRole", SOMEBODY),
    untouched("sts:AssumeRole", SPARED),
    denied("iam:CreateAccessKey", SPARED_USER),
    denied("iam:ResetServiceSpecificCredential", SPARED_USER),
    denied("iam:UpdateSSHPublicKey", SPARED_USER),
    untouched("iam:CreateAccessKey", USER),
    untouched("iam:GetUser", SPARED_USER),
    exempted("iam:UpdateAssumeRolePolicy", SPARED),
)
