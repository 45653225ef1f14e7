"""Deny giving servers and containers public addresses."""

from __future__ import annotations

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement, condition

_ADDRESSES = ("ec2:AllocateAddress", "ec2:AssociateAddress")
_LAUNCH = ("ec2:RunInstances",)
_INTERFACES = ("arn:aws:ec2:*:*:network-interface/*",)
_CONTAINERS = ("ecs:CreateService", "ecs:UpdateService")


class Choice(Parameters):
    """How it is held with launches that leave it to the subnet."""

    unless_refused: bool = False
    """Deny every launch that doesn't refuse a public address, whatever the subnet would give it."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny elastic addresses, and launches and services that ask for a public one.

    A launch that leaves it to the subnet lacks the key; with `unless_refused` that counts as asking.
    """
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    operator = "BoolIfExists" if choice.unless_refused else "Bool"
    asked = condition(operator, "ec2:AssociatePublicIpAddress", ("true",))
    assigned = condition("Bool", "ecs:auto-assign-public-ip", ("true",))
    return (
        situation.deny("DenyElasticAddresses", _ADDRESSES),
        situation.deny("DenyPublicAddresses", _LAUNCH, _INTERFACES, asked),
        situation.deny("DenyPublicContainers", _CONTAINERS, when=assigned),
    )


_INTERFACE = "arn:aws:ec2:eu-central-1:444444444441:network-interface/*"
_ASKED, _REFUSED = ({"ec2:AssociatePublicIpAddress": value} for value in ("true", "false"))

CONTROL = Control(
    id="deny_public_addresses",
    title="Deny public addresses",
    family="network",
    severity="medium",
    why="A server with a public address is scanned within minutes.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
    statements=statements,
    cases=(
        denied("ec2:AllocateAddress"),
        denied("ec2:RunInstances", _INTERFACE, context=_ASKED),
        denied("ec2:RunInstances", _INTERFACE, parameters={"unless_refused": True}),
        denied("ecs:CreateService", context={"ecs:auto-assign-public-ip": "true"}),
        untouched("ec2:RunInstances", _INTERFACE),
        untouched("ec2:RunInstances", _INTERFACE, context=_REFUSED, parameters={"unless_refused": True}),
        untouched("ec2:ReleaseAddress"),
        untouched("ecs:CreateService", context={"ecs:auto-assign-public-ip": "false"}),
        untouched("ec2:RunInstances", "arn:aws:ec2:eu-central-1:444444444441:instance/*", context=_ASKED),
        exempted("ec2:RunInstances", _INTERFACE, context=_ASKED),
    ),
    parameters=Choice,
    limits="A load balancer's addresses, and those of a single task, are given without a key that tells: "
    "`deny_internet_gateways` makes them useless.",
)
