"""The StackSets that deploy through the organization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.stacks.rules.engine.template import Template, TemplateResource, items

_ACKNOWLEDGED = (
    "AccessKey",
    "Group",
    "InstanceProfile",
    "ManagedPolicy",
    "Policy",
    "Role",
    "User",
    "UserToGroupAddition",
)
"""Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html."""


def service_managed(template: Template) -> list[TemplateResource]:
    """List the StackSets that deploy into units of the organization."""
    return [
        stack_set
        for stack_set in template.of_type("AWS::CloudFormation::StackSet")
        if stack_set.get("PermissionModel") == "SERVICE_MANAGED"
    ]


def groups(stack_set: TemplateResource) -> list[Mapping[str, Any]]:
    """List what a StackSet deploys together: targets and regions."""
    return [group for group in items(stack_set.get("StackInstancesGroup")) if isinstance(group, Mapping)]


def targets(stack_set: TemplateResource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield where a StackSet deploys, each with its path among the properties."""
    for index, group in enumerate(groups(stack_set)):
        deployment_targets = group.get("DeploymentTargets")
        if isinstance(deployment_targets, Mapping):
            yield f"StackInstancesGroup.{index}.DeploymentTargets", deployment_targets


def iam_resources(template: Template) -> list[TemplateResource]:
    """List the resources of IAM that CloudFormation makes only when somebody acknowledges it."""
    return template.of_type(*(f"AWS::IAM::{kind}" for kind in _ACKNOWLEDGED))


def is_named(resource: TemplateResource) -> bool:
    """Return whether a resource of IAM has a name of its own, rather than one that CloudFormation makes."""
    names = ("GroupName", "InstanceProfileName", "ManagedPolicyName", "RoleName", "UserName")
    return any(resource.get(name) for name in names)
