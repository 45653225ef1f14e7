"""Single calls, and the verdict of protect_vpc_public_access_block on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:ModifyVpcBlockPublicAccessOptions"),
    denied("ec2:CreateVpcBlockPublicAccessExclusion"),
    untouched("ec2:DescribeVpcBlockPublicAccessOptions"),
    untouched("ec2:CreateVpc"),
    exempted("ec2:ModifyVpcBlockPublicAccessOptions"),
)
