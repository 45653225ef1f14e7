"""The section `stacks`: what CloudFormation has of this product, and what it deploys with."""

from __future__ import annotations

from typing import Any

from guardrails.capture.sections.part import CapturePart


class CapturedStack(CapturePart):
    """A stack of the management account whose name begins as this product's do, or that CDK bootstrapped."""

    name: str
    region: str
    status: str
    tags: dict[str, str]
    parameters: dict[str, str]
    outputs: dict[str, str]
    template: dict[str, Any] | None = None
    """The template as it was deployed last; only of the product's own stacks."""
    resources: dict[str, str] | None = None
    """Physical ids by logical id."""


class CapturedRole(CapturePart):
    """A role that the product works with, such as those of a bootstrap."""

    name: str
    arn: str
    policies: tuple[str, ...] | None = None
    """The ARNs of the managed policies."""
    trust: str = ""
    """The trust policy as JSON text."""


class CapturedStackSetInstance(CapturePart):
    """A stack that a StackSet has, or should have, in an account."""

    account: str
    region: str
    status: str
    """CURRENT, OUTDATED or INOPERABLE."""
    reason: str = ""


class CapturedStackSet(CapturePart):
    """A StackSet."""

    name: str
    status: str
    permission_model: str
    auto_deployment: bool
    template: str | None = None
    parameters: dict[str, str] | None = None
    targets: tuple[str, ...] | None = None
    """The ids of the root or units that it deploys to."""
    instances: tuple[CapturedStackSetInstance, ...] | None = None


class CapturedStacks(CapturePart):
    """Stacks, StackSets, and the roles that deploy them."""

    stacks: tuple[CapturedStack, ...] | None = None
    stack_sets: tuple[CapturedStackSet, ...] | None = None
    roles: tuple[CapturedRole, ...] = ()
    """The roles of bootstraps that deploy in the management account."""
