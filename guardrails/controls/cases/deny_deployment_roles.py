"""Single calls, and the verdict of deny_deployment_roles on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT, Case, denied, untouched

_DEPLOY = "arn:aws:iam::222222222222:role/cdk-guardrails-deploy-role-222222222222-eu-central-1"
_STACK_SETS = "arn:aws:iam::444444444441:role/stacksets-exec-0123"


CASES: tuple[Case, ...] = (
    denied("sts:AssumeRole", _DEPLOY),
    denied("sts:AssumeRole", _STACK_SETS),
    denied("sts:AssumeRole", _DEPLOY, principal=EXEMPT),
    untouched("sts:AssumeRole", _DEPLOY.replace("guardrails", "hnb659fds")),
    untouched("sts:AssumeRole", "arn:aws:iam::444444444441:role/mine"),
    untouched("iam:GetRole", _DEPLOY),
)
