"""Single calls, and the verdict of deny_public_addresses on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_INTERFACE = "arn:aws:ec2:eu-central-1:444444444441:network-interface/*"
_ASKED, _REFUSED = ({"ec2:AssociatePublicIpAddress": value} for value in ("true", "false"))


CASES: tuple[Case, ...] = (
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
)
