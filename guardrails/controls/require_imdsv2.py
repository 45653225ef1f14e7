"""Require version 2 of the service through which an instance gets its role's credentials."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement, condition

_TOKENS = "ec2:MetadataHttpTokens"
_NEW_TOKENS = "ec2:Attribute/HttpTokens"
_DELIVERY = "ec2:RoleDelivery"
_CHANGING = ("ec2:ModifyInstanceMetadataDefaults", "ec2:ModifyInstanceMetadataOptions")
_INSTANCES = ("arn:aws:ec2:*:*:instance/*",)


class Choice(Parameters):
    """When it is required."""

    at_launch: bool = True
    """Deny launching instances whose request doesn't require tokens, even where a default would."""
    credentials: bool = False
    """Deny every call with credentials that version 1 delivered: what runs on it today stops working."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny going back to version 1 and, as wanted, launching with it and using what it delivers."""
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    return tuple(_statements(situation, choice))


def _statements(situation: Situation, choice: Choice) -> Iterator[Statement]:
    if choice.at_launch:
        optional = condition("StringNotEquals", _TOKENS, ("required",))
        yield situation.deny("RequireImdsv2", ("ec2:RunInstances",), _INSTANCES, optional)
    back = condition("StringEquals", _NEW_TOKENS, ("optional",))
    yield situation.deny("KeepImdsv2", _CHANGING, when=back)
    if choice.credentials:
        old = condition("NumericLessThan", _DELIVERY, ("2.0",))
        yield situation.deny("DenyImdsv1Credentials", ("*",), when=old)


_INSTANCE = "arn:aws:ec2:eu-central-1:444444444441:instance/*"

CONTROL = Control(
    id="require_imdsv2",
    title="Require IMDSv2",
    family="network",
    severity="high",
    why="Version 1 hands the role's credentials to whatever can be made to fetch a URL on the server.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
    statements=statements,
    cases=(
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
    ),
    parameters=Choice,
    limits="Instances that run already keep what they have. Auto Scaling launches through a service-linked "
    "role: require tokens in the launch template.",
)
