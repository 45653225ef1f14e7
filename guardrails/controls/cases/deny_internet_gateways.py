"""Single calls, and the verdict of deny_internet_gateways on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:CreateInternetGateway"),
    denied("ec2:AttachInternetGateway"),
    denied("globalaccelerator:CreateAccelerator"),
    denied("ec2:CreateNatGateway", parameters={"nat": True}),
    untouched("ec2:CreateNatGateway"),
    untouched("ec2:DetachInternetGateway"),
    untouched("globalaccelerator:CreateAccelerator", parameters={"accelerators": False}),
    exempted("ec2:CreateInternetGateway"),
)
