"""Single calls, and the verdict of deny_iam_users on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("iam:CreateUser"),
    denied("iam:CreateAccessKey"),
    denied("iam:CreateLoginProfile"),
    denied("iam:ResetServiceSpecificCredential"),
    denied("iam:UpdateSSHPublicKey"),
    denied("iam:UpdateSigningCertificate"),
    untouched("iam:CreateRole"),
    untouched("iam:CreateUser", parameters={"users": False}),
    untouched("iam:CreateAccessKey", parameters={"credentials": False}),
    exempted("iam:CreateUser"),
)
