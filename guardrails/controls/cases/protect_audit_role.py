"""What protect_audit_role answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ROLE = "arn:aws:iam::444444444441:role/guardrails-audit"
_STACK = "arn:aws:cloudformation:eu-central-1:444444444441:stack/StackSet-guardrails-audit-role-1f0c/id"


CASES: tuple[Case, ...] = (
    denied("iam:UpdateAssumeRolePolicy", _ROLE),
    denied("iam:PassRole", _ROLE),
    denied("cloudformation:DeleteStack", _STACK),
    untouched("iam:GetRole", _ROLE),
    untouched("iam:CreateRole", "arn:aws:iam::444444444441:role/guardrails-audits"),
    untouched("cloudformation:DeleteStack", _STACK.replace("guardrails", "mine")),
    exempted("iam:UpdateAssumeRolePolicy", _ROLE),
    exempted("cloudformation:DeleteStack", _STACK),
)
