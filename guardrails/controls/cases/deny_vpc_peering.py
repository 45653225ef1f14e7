"""Single calls, and the verdict of deny_vpc_peering on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:CreateVpcPeeringConnection"),
    denied("ec2:AcceptVpcPeeringConnection"),
    untouched("ec2:DeleteVpcPeeringConnection"),
    untouched("ec2:CreateTransitGatewayVpcAttachment"),
    exempted("ec2:CreateVpcPeeringConnection"),
)
