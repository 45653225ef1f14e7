"""Deny making default networks again."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "ec2:CreateDefaultSubnet",
    "ec2:CreateDefaultVpc",
)

CONTROL = Control(
    id="deny_default_vpc",
    title="Deny default networks",
    family="network",
    severity="low",
    why="A default network is public, the same in every region, and nobody planned it.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
    statements=denying("DenyDefaultVpc", _ACTIONS),
    limits="Default networks that exist already stay, and can be deleted.",
)
