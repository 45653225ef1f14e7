"""Deny giving servers and containers public addresses."""

from __future__ import annotations

from guardrails.aws_facts.arns import arn_anywhere
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement, condition

_ADDRESSES = ("ec2:AllocateAddress", "ec2:AssociateAddress")
_LAUNCH = ("ec2:RunInstances",)
_INTERFACES = (arn_anywhere("ec2", "network-interface/*"),)
_CONTAINERS = ("ecs:CreateService", "ecs:UpdateService")


class DenyPublicAddressesParameters(Parameters):
    """How it is held with launches that leave it to the subnet."""

    unless_refused: bool = False
    """Deny every launch that doesn't refuse a public address, whatever the subnet would give it."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny elastic addresses, and launches and services that ask for a public one.

    A launch that leaves it to the subnet lacks the key; with `unless_refused` that counts as asking.
    """
    choice = context.chosen(DenyPublicAddressesParameters)
    operator = "BoolIfExists" if choice.unless_refused else "Bool"
    public_request = condition(operator, "ec2:AssociatePublicIpAddress", ("true",))
    assigned = condition("Bool", "ecs:auto-assign-public-ip", ("true",))
    return (
        context.deny("DenyElasticAddresses", _ADDRESSES),
        context.deny("DenyPublicAddresses", _LAUNCH, _INTERFACES, public_request),
        context.deny("DenyPublicContainers", _CONTAINERS, when=assigned),
    )


CONTROL = Control(
    id="deny_public_addresses",
    title="Deny public addresses",
    family="network",
    severity="medium",
    why="A server with a public address is scanned within minutes.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
    statements=statements,
    parameters=DenyPublicAddressesParameters,
    limits="A load balancer's addresses, and those of a single task, are given without a key that tells: "
    "`deny_internet_gateways` makes them useless.",
)
