"""Deny peering networks with each other."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "ec2:AcceptTransitGatewayPeeringAttachment",
    "ec2:AcceptVpcPeeringConnection",
    "ec2:CreateOdbNetworkPeering",
    "ec2:CreateTransitGatewayPeeringAttachment",
    "ec2:CreateVpcPeeringConnection",
    "ec2:ModifyVpcPeeringConnectionOptions",
)

CONTROL = Control(
    id="deny_vpc_peering",
    title="Deny joining networks",
    family="network",
    severity="medium",
    why="A peering joins two networks behind the back of those who watch the border.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_vpc.html",
    statements=denying("DenyVpcPeering", _ACTIONS),
    limits="Attaching a network to a transit gateway that is shared with the account stays allowed.",
)
