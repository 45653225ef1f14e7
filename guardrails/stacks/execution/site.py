"""The resources that one execution role deploys: those of some templates, in one account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from guardrails.aws_facts.arns import build_arn
from guardrails.baseline import Baseline


class StackResource(NamedTuple):
    """A resource of a template."""

    stack: str
    logical_id: str
    type: str
    properties: Mapping[str, Any]

    def name(self, key: str) -> str:
        """Return the name that a property gives the resource, else the pattern of CloudFormation's own.

        Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
        """
        declared_name = self.properties.get(key)
        return declared_name if isinstance(declared_name, str) else f"{self.stack}-{self.logical_id}-*"


@dataclass(frozen=True)
class Site:
    """The templates of one account and region that a set of policies is for, by the names of their stacks."""

    baseline: Baseline
    account: str
    region: str
    """The region of every stack."""
    templates: Mapping[str, Mapping[str, Any]]

    @property
    def resources(self) -> Iterator[StackResource]:
        """Every resource, in the order of the templates."""
        for stack, template in self.templates.items():
            for logical_id, resource in template["Resources"].items():
                yield StackResource(stack, logical_id, resource["Type"], resource.get("Properties", {}))

    @property
    def types(self) -> frozenset[str]:
        """The resource types."""
        return frozenset(resource.type for resource in self.resources)

    def of_type(self, kind: str) -> Iterator[StackResource]:
        """List the resources of a type."""
        return (resource for resource in self.resources if resource.type == kind)

    def arn(self, service: str, resource: str) -> str:
        """Build the ARN of a resource in the account and the region of the stacks."""
        return build_arn(service, self.region, self.account, resource)

    def global_arn(self, service: str, resource: str) -> str:
        """Build the ARN of a resource that is in no region."""
        return build_arn(service, "", self.account, resource)
