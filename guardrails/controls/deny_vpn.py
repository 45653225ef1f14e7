"""Deny connecting networks to others by VPN or by a line of one's own."""

from __future__ import annotations

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement

_VPN = (
    "ec2:ApplySecurityGroupsToClientVpnTargetNetwork",
    "ec2:AssociateClientVpnTargetNetwork",
    "ec2:AttachVpnGateway",
    "ec2:AuthorizeClientVpnIngress",
    "ec2:CreateClientVpnEndpoint",
    "ec2:CreateClientVpnRoute",
    "ec2:CreateCustomerGateway",
    "ec2:CreateVpnConcentrator",
    "ec2:CreateVpnConnection",
    "ec2:CreateVpnConnectionRoute",
    "ec2:CreateVpnGateway",
    "ec2:ImportClientVpnClientCertificateRevocationList",
    "ec2:ModifyClientVpnEndpoint",
    "ec2:ModifyVpnConnection",
    "ec2:ModifyVpnConnectionOptions",
    "ec2:ModifyVpnTunnelCertificate",
    "ec2:ModifyVpnTunnelOptions",
)
_REMOVING = (
    "ec2:DeleteClientVpnEndpoint",
    "ec2:DeleteClientVpnRoute",
    "ec2:DeleteCustomerGateway",
    "ec2:DeleteVpnConnection",
    "ec2:DeleteVpnConnectionRoute",
    "ec2:DeleteVpnGateway",
    "ec2:DetachVpnGateway",
    "ec2:DisassociateClientVpnTargetNetwork",
    "ec2:RevokeClientVpnIngress",
)
_LINES = (
    "directconnect:AllocatePublicVirtualInterface",
    "directconnect:AllocateTransitVirtualInterface",
    "directconnect:ConfirmConnection",
    "directconnect:ConfirmPrivateVirtualInterface",
    "directconnect:ConfirmPublicVirtualInterface",
    "directconnect:ConfirmTransitVirtualInterface",
    "directconnect:CreateConnection",
    "directconnect:CreateDirectConnectGateway",
    "directconnect:CreateDirectConnectGatewayAssociation",
    "directconnect:CreatePrivateVirtualInterface",
    "directconnect:CreatePublicVirtualInterface",
    "directconnect:CreateTransitVirtualInterface",
)


class Choice(Parameters):
    """What is denied beside making and changing VPNs."""

    lines: bool = True
    """Deny Direct Connect, too."""
    removing: bool = False
    """Deny taking VPNs down, too."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny new ways between the account's networks and others."""
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    parts = (
        ("DenyVpn", _VPN, True),
        ("DenyRemovingVpn", _REMOVING, choice.removing),
        ("DenyDirectConnect", _LINES, choice.lines),
    )
    return tuple(situation.deny(sid, actions) for sid, actions, wanted in parts if wanted)


CONTROL = Control(
    id="deny_vpn",
    title="Deny VPNs and direct lines",
    family="network",
    severity="medium",
    why="Whoever builds a tunnel of his own lets in whom he likes, past every filter.",
    source="https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html",
    statements=statements,
    cases=(
        denied("ec2:CreateVpnConnection"),
        denied("ec2:CreateClientVpnEndpoint"),
        denied("directconnect:CreateConnection"),
        denied("ec2:DeleteVpnConnection", parameters={"removing": True}),
        untouched("ec2:DeleteVpnConnection"),
        untouched("ec2:DescribeVpnConnections"),
        untouched("directconnect:CreateConnection", parameters={"lines": False}),
        exempted("ec2:CreateVpnConnection"),
    ),
    parameters=Choice,
)
