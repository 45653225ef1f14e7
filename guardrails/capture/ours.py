"""Decide in one place which stacks and resources in AWS are this product's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guardrails.baseline.bootstrap import TOOLKIT_STACK
from guardrails.capture.model import Capture
from guardrails.capture.sections.stacks import CapturedStack
from guardrails.capture.tree import lacking
from guardrails.errors import InputError

OWN_STACKS = "guardrails-"
"""Begins the name of every stack and StackSet of this product."""
BOOTSTRAP_OUTPUT = "BootstrapVersion"
"""The output by which the CDK CLI knows a bootstrap stack, whatever its name.

Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html, checked 2026-11-29.
"""
READING_ACTIONS = ("cloudformation:DescribeStacks", "cloudformation:ListStackResources")
"""The IAM actions that tell which resources are the product's own."""


def is_own(name: str, outputs: Mapping[str, str]) -> bool:
    """Return whether a stack is the product's own, and no bootstrap, which CDK makes from its template."""
    return name.startswith(OWN_STACKS) and name != TOOLKIT_STACK and BOOTSTRAP_OUTPUT not in outputs


def own_stacks(capture: Capture) -> tuple[CapturedStack, ...] | None:
    """Return the product's own stacks; None where nobody could read the stacks."""
    stacks = capture.stacks.stacks if capture.stacks is not None else None
    return None if stacks is None else tuple(stack for stack in stacks if is_own(stack.name, stack.outputs))


@dataclass(frozen=True)
class Ownership:
    """The physical ids of the resources of this product's stacks.

    Attributes:
        ids: The ids that are known, and each part of an id that has several.
        complete: Whether the resources of every such stack are known.
        imports: The ids of resources that `cdk import` is about to give to these stacks, with the targets for
            which it imports a policy.
    """

    ids: frozenset[str]
    complete: bool
    imports: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, capture: Capture, imports: Mapping[str, frozenset[str]] | None = None) -> Ownership:
        """Gather the ids from a capture; those of an import that is to come stand beside them."""
        stacks = own_stacks(capture)
        if stacks is None:
            return cls(frozenset(), complete=False, imports=imports or {})
        ids = frozenset(
            part
            for stack in stacks
            for physical_id in (stack.resources or {}).values()
            for part in _parts(physical_id)
        )
        complete = all(stack.resources is not None for stack in stacks)
        return cls(ids - {""}, complete=complete, imports=imports or {})

    def includes(self, identity: str) -> bool:
        """Return whether a resource is known as the product's own, now or after the import."""
        return identity in self.ids or identity in self.imports

    def holds(self, policy_id: str, target: str) -> bool:
        """Return whether an attachment of a policy is the product's own, now or after the import.

        An import may leave a policy attached to more targets than the stack has.
        """
        return policy_id in self.ids or target in self.imports.get(policy_id, ())


def _parts(physical_id: str) -> tuple[str, ...]:
    """Give an id, the parts of one that CloudFormation joins by `|`, and the name of a StackSet before `:`.

    Source: https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html
    """
    name = () if physical_id.startswith("arn:") else (physical_id.partition(":")[0],)
    return (physical_id, *physical_id.split("|"), *name)


def own_ids(capture: Capture, file: str) -> frozenset[str]:
    """Return the physical ids of everything that this product's stacks made.

    Raises:
        InputError: when the capture doesn't know the stacks or their resources.
    """
    ownership = Ownership.of(capture)
    if not ownership.complete:
        unknown = "stacks" if own_stacks(capture) is None else "resources of stacks"
        raise InputError([lacking(capture, file, "stacks", f"the {unknown} are unknown")])
    return ownership.ids
