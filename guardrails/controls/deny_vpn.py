"""Deny connecting networks to others by VPN or by a line of one's own."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, denying_each, listed

_VPN = listed("""ec2:ApplySecurityGroupsToClientVpnTargetNetwork ec2:AssociateClientVpnTargetNetwork
    ec2:AttachVpnGateway ec2:AuthorizeClientVpnIngress ec2:CreateClientVpnEndpoint
    ec2:CreateClientVpnRoute ec2:CreateCustomerGateway ec2:CreateVpnConcentrator ec2:CreateVpnConnection
    ec2:CreateVpnConnectionRoute ec2:CreateVpnGateway ec2:ImportClientVpnClientCertificateRevocationList
    ec2:ModifyClientVpnEndpoint ec2:ModifyVpnConnection ec2:ModifyVpnConnectionOptions
    ec2:ModifyVpnTunnelCertificate ec2:ModifyVpnTunnelOptions""")
_REMOVING = listed("""ec2:DeleteClientVpnEndpoint ec2:DeleteClientVpnRoute ec2:DeleteCustomerGateway
    ec2:DeleteVpnConnection ec2:DeleteVpnConnectionRoute ec2:DeleteVpnGateway ec2:DetachVpnGateway
    ec2:DisassociateClientVpnTargetNetwork ec2:RevokeClientVpnIngress""")
_LINES = listed("""directconnect:AllocatePublicVirtualInterface
    directconnect:AllocateTransitVirtualInterface directconnect:ConfirmConnection
    directconnect:ConfirmPrivateVirtualInterface directconnect:ConfirmPublicVirtualInterface
    directconnect:ConfirmTransitVirtualInterface directconnect:CreateConnection
    directconnect:CreateDirectConnectGateway directconnect:CreateDirectConnectGatewayAssociation
    directconnect:CreatePrivateVirtualInterface directconnect:CreatePublicVirtualInterface
    directconnect:CreateTransitVirtualInterface""")


class DenyVpnParameters(Parameters):
    """Calls that are denied beside making and changing VPNs."""

    lines: bool = True
    """Deny Direct Connect, too."""
    removing: bool = False
    """Deny taking VPNs down, too."""


CONTROL = Control(
    id="deny_vpn",
    title="Deny VPNs and direct lines",
    family="network",
    severity="medium",
    why="A tunnel that somebody builds for himself lets traffic past every filter.",
    source="https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html",
    statements=denying_each(
        ("DenyVpn", _VPN, ""),
        ("DenyRemovingVpn", _REMOVING, "removing"),
        ("DenyDirectConnect", _LINES, "lines"),
    ),
    parameters=DenyVpnParameters,
)
