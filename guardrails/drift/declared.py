"""The resources that the stacks should have, from their templates, with references resolved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from guardrails.aws_facts.arns import bucket_arn, build_arn, log_group_arn, role_arn
from guardrails.capture.sections.stacks import CapturedStack
from guardrails.drift.model import DeclaredPlace

UNRESOLVED = "(unresolved)"
"""Stands for a value of a template that only CloudFormation knows."""


@dataclass(frozen=True)
class StackTemplate:
    """A template, and what CloudFormation made of it."""

    name: str
    region: str
    account: str
    template: Mapping[str, Any]
    physical_ids: Mapping[str, str] = field(default_factory=dict)
    """By logical id; empty where the stack isn't in the capture."""


@dataclass(frozen=True)
class Declared:
    """A resource as its template has it."""

    stack: StackTemplate
    logical_id: str
    type: str
    properties: Mapping[str, Any]
    physical_id: str

    def place(self, arn: str = "") -> DeclaredPlace:
        """Return the place of the resource, with the ARN of the thing."""
        return DeclaredPlace(self.stack.name, self.logical_id, arn)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a property."""
        return self.properties.get(name, default)

    def arn(self, service: str, resource: str) -> str:
        """Build an ARN in the account and region of the stack."""
        return build_arn(service, self.stack.region, self.stack.account, resource)


@dataclass(frozen=True)
class Declarations:
    """All resources of all templates."""

    stacks: tuple[StackTemplate, ...]

    def of(self, resource_type: str) -> Iterator[Declared]:
        """Give the resources of a type, in the order of stacks and templates."""
        yield from self._by_type.get(resource_type, ())

    def everything(self) -> Iterator[Declared]:
        """Give all resources."""
        yield from self._resolved

    @cached_property
    def _resolved(self) -> tuple[Declared, ...]:
        return tuple(resource for stack in self.stacks for resource in _resources(stack))

    @cached_property
    def _by_type(self) -> dict[str, list[Declared]]:
        by_type: dict[str, list[Declared]] = {}
        for resource in self._resolved:
            by_type.setdefault(resource.type, []).append(resource)
        return by_type


def of_capture(stack: CapturedStack, account: str) -> StackTemplate | None:
    """Return the template that a captured stack was deployed with; None where nobody knows it.

    Args:
        stack: The stack.
        account: The id of the management account, where the stack is in no member.
    """
    if stack.template is None or "Resources" not in stack.template:
        return None
    owner = stack.member or account
    return StackTemplate(stack.name, stack.region, owner, stack.template, stack.resources or {})


def _resources(stack: StackTemplate) -> Iterator[Declared]:
    for logical_id, resource in stack.template.get("Resources", {}).items():
        properties = resolved(resource.get("Properties", {}), stack)
        yield Declared(
            stack, logical_id, resource.get("Type", ""), properties, stack.physical_ids.get(logical_id, "")
        )


def resolved(value: Any, stack: StackTemplate) -> Any:
    """Resolve references in a part of a template; UNRESOLVED stands for what only CloudFormation knows."""
    if isinstance(value, list):
        return [resolved(item, stack) for item in value]
    if not isinstance(value, dict):
        return value
    name, argument = next(iter(value.items())) if len(value) == 1 else ("", None)
    if name == "Ref" or name.startswith("Fn::"):
        return _intrinsic(name, argument, stack)
    return {key: resolved(item, stack) for key, item in value.items()}


def _intrinsic(name: str, argument: Any, stack: StackTemplate) -> str:
    match name:
        case "Ref":
            return _ref(str(argument), stack)
        case "Fn::GetAtt":
            logical_id, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
            return _attribute(logical_id, attribute, stack)
        case "Fn::Join":
            return _joined(argument[0], resolved(argument[1], stack))
        case _:
            return UNRESOLVED


def is_resolved(value: Any) -> bool:
    """Return whether a part of a template has no value that only CloudFormation knows."""
    return UNRESOLVED not in json.dumps(value)


def _joined(separator: str, parts: Any) -> str:
    texts = [str(part) for part in parts] if isinstance(parts, list) else [UNRESOLVED]
    return UNRESOLVED if UNRESOLVED in texts else separator.join(texts)


def _ref(name: str, stack: StackTemplate) -> str:
    pseudo = {"AWS::AccountId": stack.account, "AWS::Region": stack.region, "AWS::StackName": stack.name}
    return pseudo.get(name) or stack.physical_ids.get(name) or _named(name, stack) or UNRESOLVED


_NAMED = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::CloudTrail::Trail": "TrailName",
    "AWS::IAM::Role": "RoleName",
}
"""The properties that become the physical ids of resources, so that no stack must be asked for them."""


def _named(logical_id: str, stack: StackTemplate) -> str:
    resource = stack.template.get("Resources", {}).get(logical_id, {})
    if resource.get("Type") == "AWS::SNS::Topic":
        name = resource.get("Properties", {}).get("TopicName")
        return build_arn("sns", stack.region, stack.account, name) if isinstance(name, str) else ""
    name = resource.get("Properties", {}).get(_NAMED.get(resource.get("Type", ""), ""))
    return name if isinstance(name, str) else ""


def _attribute(logical_id: str, attribute: str, stack: StackTemplate) -> str:
    kind = str(stack.template.get("Resources", {}).get(logical_id, {}).get("Type"))
    physical_id = stack.physical_ids.get(logical_id) or _named(logical_id, stack)
    region, account = stack.region, stack.account
    attributes = {
        ("AWS::KMS::Key", "Arn"): build_arn("kms", region, account, f"key/{physical_id}"),
        ("AWS::IAM::Role", "Arn"): role_arn(account, physical_id),
        ("AWS::S3::Bucket", "Arn"): bucket_arn(physical_id),
        ("AWS::Logs::LogGroup", "Arn"): f"{log_group_arn(region, account, physical_id)}:*",
        ("AWS::SNS::Topic", "TopicArn"): physical_id,
        ("AWS::SSO::PermissionSet", "PermissionSetArn"): primary_part(kind, physical_id),
        ("AWS::IdentityStore::Group", "GroupId"): primary_part(kind, physical_id),
    }
    return attributes.get((kind, attribute), UNRESOLVED) if physical_id else UNRESOLVED


def primary_part(resource_type: str, physical_id: str) -> str:
    """Return the part of a compound physical id that names the resource itself.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sso-permissionset.html
    and https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-identitystore-group.html
    """
    parts = physical_id.split("|")
    return parts[-1] if resource_type == "AWS::SSO::PermissionSet" else parts[0]
