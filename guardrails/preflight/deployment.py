"""Compare the templates of an assembly with those that were deployed last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.baseline.declared_stacks import stack_members
from guardrails.capture.ours import own_stacks
from guardrails.preflight.check import Inspection, Unknown
from guardrails.preflight.inside import ENTRY

Resource = Mapping[str, Any]
RETAINED = frozenset({"Retain", "RetainExceptOnCreate"})
"""Policies under which CloudFormation leaves a resource in AWS.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
"""


@dataclass(frozen=True)
class DeployedStack:
    """A stack of ours: its resources as they were deployed last, and as the assembly has them."""

    name: str
    old: Mapping[str, Resource]
    """By logical id."""
    new: Mapping[str, Resource] | None
    """The same in the assembly; None where the assembly doesn't have the stack."""


def deployed_stacks(inspection: Inspection) -> Iterator[DeployedStack | Unknown]:
    """Give the stacks of ours that an earlier deployment made, those of the archive account included."""
    stacks = own_stacks(inspection.capture)
    if stacks is None:
        yield inspection.unknown("stacks", "cloudformation:DescribeStacks")
    read = inspection.capture.stacks.members if inspection.capture.stacks is not None else ()
    for member in stack_members(inspection.baseline):
        if stacks is not None and member not in read:
            remedy = f"capture again with --member-role and --stack-account {member}"
            yield Unknown(f"stacks in {member}", (ENTRY,), remedy)
    templates = inspection.templates or {}
    for stack in stacks or ():
        if not stack.template:
            yield inspection.unknown(stack.name, "cloudformation:GetTemplate")
            continue
        new = templates[stack.name].get("Resources", {}) if stack.name in templates else None
        yield DeployedStack(stack.name, stack.template.get("Resources", {}), new)
