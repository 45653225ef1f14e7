"""Single calls, and the verdict of deny_default_vpc on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:CreateDefaultVpc"),
    denied("ec2:CreateDefaultSubnet"),
    untouched("ec2:CreateVpc"),
    untouched("ec2:DeleteVpc"),
    exempted("ec2:CreateDefaultVpc"),
)
