"""Compare the templates of an assembly with those that were deployed last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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
    archive = inspection.baseline.archive_account
    if stacks is not None and archive.id not in _read_accounts(inspection):
        remedy = f"capture again with --member-role and --stack-account {archive.id}"
        yield Unknown(f"stacks in {archive.path}", (ENTRY,), remedy)
    templates = inspection.templates or {}
    for stack in stacks or ():
        if not stack.template:
            yield inspection.unknown(stack.name, "cloudformation:GetTemplate")
            continue
        new = templates[stack.name].get("Resources", {}) if stack.name in templates else None
        yield DeployedStack(stack.name, stack.template.get("Resources", {}), new)


def _read_accounts(inspection: Inspection) -> frozenset[str]:
    """Return the ids of the accounts whose stacks the capture has."""
    captured = inspection.capture.stacks
    members = captured.members if captured is not None else ()
    return frozenset((inspection.baseline.tree.management_account.id, *members))
