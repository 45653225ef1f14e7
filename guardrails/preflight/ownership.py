"""Which resources in AWS this product's stacks made: the others have names that may be taken."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.capture import Capture
from guardrails.capture.ours import OWN_STACKS

READING_ACTIONS = ("cloudformation:DescribeStacks", "cloudformation:ListStackResources")
"""The IAM actions that tell which resources are the product's own."""


@dataclass(frozen=True)
class Ownership:
    """The physical ids of the resources of this product's stacks.

    Attributes:
        ids: The ids that are known, and each part of an id that has several.
        complete: Whether the resources of every such stack are known.
    """

    ids: frozenset[str]
    complete: bool

    @classmethod
    def of(cls, capture: Capture) -> Ownership:
        """Gather the ids from a capture."""
        stacks = capture.stacks.stacks if capture.stacks is not None else None
        if stacks is None:
            return cls(frozenset(), complete=False)
        own_stacks = [stack for stack in stacks if stack.name.startswith(OWN_STACKS)]
        ids = frozenset(
            part
            for stack in own_stacks
            for physical_id in (stack.resources or {}).values()
            for part in _parts(physical_id)
        )
        return cls(ids, complete=all(stack.resources is not None for stack in own_stacks))

    def includes(self, identity: str) -> bool:
        """Return whether a resource is known as the product's own."""
        return identity in self.ids


def _parts(physical_id: str) -> tuple[str, ...]:
    """Give an id, the parts of one that CloudFormation joins by `|`, and the name of a StackSet before `:`.

    Source: https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html
    """
    name = () if physical_id.startswith("arn:") else (physical_id.partition(":")[0],)
    return (physical_id, *physical_id.split("|"), *name)
