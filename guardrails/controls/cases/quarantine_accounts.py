"""Single calls, and the verdict of quarantine_accounts on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT, Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:RunInstances"),
    denied("iam:CreateRole", EXEMPT),
    denied("s3:PutObject", parameters={"except_actions": ["s3:Get*"]}),
    untouched("sts:GetCallerIdentity"),
    untouched("s3:GetObject", parameters={"except_actions": ["s3:Get*"]}),
    exempted("ec2:RunInstances"),
)
