"""The StackSets that deploy through the organization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.stacks.rules.engine.template import Resource, Template, items


def service_managed(template: Template) -> list[Resource]:
    """List the StackSets that deploy into units of the organization."""
    return [
        one
        for one in template.of_type("AWS::CloudFormation::StackSet")
        if one.get("PermissionModel") == "SERVICE_MANAGED"
    ]


def targets(stack_set: Resource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield where a StackSet deploys, each with its path among the properties."""
    for index, group in enumerate(items(stack_set.get("StackInstancesGroup"))):
        found = group.get("DeploymentTargets") if isinstance(group, Mapping) else None
        if isinstance(found, Mapping):
            yield f"StackInstancesGroup.{index}.DeploymentTargets", found
