"""Require version 2 of the service through which an instance gets its role's credentials."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import arn_anywhere
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement, condition

_TOKENS = "ec2:MetadataHttpTokens"
_NEW_TOKENS = "ec2:Attribute/HttpTokens"
_DELIVERY = "ec2:RoleDelivery"
_CHANGING = ("ec2:ModifyInstanceMetadataDefaults", "ec2:ModifyInstanceMetadataOptions")
_INSTANCES = (arn_anywhere("ec2", "instance/*"),)


class RequireImdsv2Parameters(Parameters):
    """When it is required."""

    at_launch: bool = True
    """Deny launching instances whose request doesn't require tokens, even where a default would."""
    credentials: bool = False
    """Deny every call with credentials that version 1 delivered: what runs on it today stops working."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny going back to version 1 and, as wanted, launching with it and using what it delivers."""
    choice = context.chosen(RequireImdsv2Parameters)
    if choice.at_launch:
        optional = condition("StringNotEquals", _TOKENS, ("required",))
        yield context.deny("RequireImdsv2", ("ec2:RunInstances",), _INSTANCES, optional)
    back = condition("StringEquals", _NEW_TOKENS, ("optional",))
    yield context.deny("KeepImdsv2", _CHANGING, when=back)
    if choice.credentials:
        old = condition("NumericLessThan", _DELIVERY, ("2.0",))
        yield context.deny("DenyImdsv1Credentials", ("*",), when=old)


CONTROL = Control(
    id="require_imdsv2",
    title="Require IMDSv2",
    family="network",
    severity="high",
    why="Version 1 hands the role's credentials to whatever can be made to fetch a URL on the server.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
    statements=statements,
    parameters=RequireImdsv2Parameters,
    limits="Instances that run already keep what they have. Auto Scaling launches through a service-linked "
    "role: require tokens in the launch template.",
)
