"""Single calls, and the verdict of deny_vpn on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:CreateVpnConnection"),
    denied("ec2:CreateClientVpnEndpoint"),
    denied("directconnect:CreateConnection"),
    denied("ec2:DeleteVpnConnection", parameters={"removing": True}),
    untouched("ec2:DeleteVpnConnection"),
    untouched("ec2:DescribeVpnConnections"),
    untouched("directconnect:CreateConnection", parameters={"lines": False}),
    exempted("ec2:CreateVpnConnection"),
)
