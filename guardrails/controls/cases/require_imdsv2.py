"""Single calls, and the verdict of require_imdsv2 on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_TOKENS = "ec2:MetadataHttpTokens"
_NEW_TOKENS = "ec2:Attribute/HttpTokens"
_DELIVERY = "ec2:RoleDelivery"
_INSTANCE = "arn:aws:ec2:eu-central-1:444444444441:instance/*"


CASES: tuple[Case, ...] = (
    denied("ec2:RunInstances", _INSTANCE),
    denied("ec2:RunInstances", _INSTANCE, context={_TOKENS: "optional"}),
    denied("ec2:ModifyInstanceMetadataOptions", _INSTANCE, context={_NEW_TOKENS: "optional"}),
    denied("s3:GetObject", context={_DELIVERY: "1.0"}, parameters={"credentials": True}),
    untouched("ec2:RunInstances", _INSTANCE, context={_TOKENS: "required"}),
    untouched("ec2:RunInstances", _INSTANCE, parameters={"at_launch": False}),
    untouched("ec2:ModifyInstanceMetadataOptions", _INSTANCE),
    untouched("s3:GetObject", context={_DELIVERY: "2.0"}, parameters={"credentials": True}),
    untouched("s3:GetObject", parameters={"credentials": True}),
    untouched("ec2:RunInstances", _INSTANCE.replace("instance", "volume")),
    exempted("ec2:RunInstances", _INSTANCE),
)
