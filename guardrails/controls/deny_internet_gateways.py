"""Deny connecting networks to the internet."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, denying_each

_GATEWAYS = (
    "ec2:AttachInternetGateway",
    "ec2:CreateCarrierGateway",
    "ec2:CreateEgressOnlyInternetGateway",
    "ec2:CreateInternetGateway",
)
_NAT = ("ec2:CreateNatGateway",)
_ACCELERATORS = tuple(
    f"globalaccelerator:{name}"
    for name in (
        *("AddCustomRoutingEndpoints", "AddEndpoints", "AllowCustomRoutingTraffic", "CreateAccelerator"),
        *("CreateCrossAccountAttachment", "CreateCustomRoutingAccelerator"),
        *("CreateCustomRoutingEndpointGroup", "CreateCustomRoutingListener", "CreateEndpointGroup"),
        *("CreateListener", "UpdateAccelerator", "UpdateCustomRoutingAccelerator"),
        *("UpdateEndpointGroup", "UpdateListener"),
    )
)


class DenyInternetGatewaysParameters(Parameters):
    """Connections that are denied beside internet gateways."""

    accelerators: bool = True
    """Deny Global Accelerator, which reaches into networks without a gateway of theirs."""
    nat: bool = False
    """Deny gateways of address translation too."""


CONTROL = Control(
    id="deny_internet_gateways",
    title="Deny internet gateways",
    family="network",
    severity="high",
    why="A network without a way to the internet can't be reached from it by mistake.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_vpc.html",
    statements=denying_each(
        ("DenyInternetGateways", _GATEWAYS, ""),
        ("DenyNatGateways", _NAT, "nat"),
        ("DenyGlobalAccelerators", _ACCELERATORS, "accelerators"),
    ),
    parameters=DenyInternetGatewaysParameters,
    limits="Gateways that are attached already go on working; so does what AWS serves itself, such as API "
    "Gateway and function URLs.",
)
