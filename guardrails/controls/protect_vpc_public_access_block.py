"""Keep the block of public access to networks as it was set."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "ec2:CreateVpcBlockPublicAccessExclusion",
    "ec2:DeleteVpcBlockPublicAccessExclusion",
    "ec2:ModifyVpcBlockPublicAccessExclusion",
    "ec2:ModifyVpcBlockPublicAccessOptions",
)

CONTROL = Control(
    id="protect_vpc_public_access_block",
    title="Protect the block of public access to networks",
    family="network",
    severity="high",
    why="One exclusion opens a network that the block had closed for the whole account.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
    statements=denying("ProtectVpcPublicAccessBlock", _ACTIONS),
    limits="Switch the block on first: it is protected as it is, on or off.",
)
