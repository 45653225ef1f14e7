"""The section `stacks`: what CloudFormation has of this product, and what it deploys with."""

from __future__ import annotations

from typing import Any

from guardrails.capture.sections.part import CapturePart


class CapturedStack(CapturePart):
    """A stack whose name begins as this product's do, or that CDK bootstrapped."""

    name: str
    member: str = ""
    """The id of the member account that it is in; empty in the management account."""
    region: str
    status: str
    tags: dict[str, str]
    parameters: dict[str, str]
    outputs: dict[str, str]
    template: dict[str, Any] | None = None
    """The template as it was deployed last; only of the product's own stacks."""
    resources: dict[str, str] | None = None
    """Physical ids by logical id."""
    changed: str = ""
    """When it was made or changed last (UTC), as in 2026-11-29T09:30:00+00:00; empty in older captures."""


class CapturedRole(CapturePart):
    """A role that the product works with, such as those of a bootstrap."""

    name: str
    arn: str
    policies: tuple[str, ...] | None = None
    """The ARNs of the managed policies."""
    inline: dict[str, str | None] | None = None
    """The documents of the inline policies as JSON text, by name."""
    boundary: str = ""
    """The ARN of the policy that limits it; empty where none does."""
    trust: str = ""
    """The trust policy as JSON text."""


class CapturedManagedPolicy(CapturePart):
    """A policy of an account's own, which a bootstrap's role has."""

    arn: str
    document: str | None = None
    """The document that is in force, as JSON text."""


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
    """The roles of bootstraps that deploy in the management account, and in the members that were read."""
    policies: tuple[CapturedManagedPolicy, ...] = ()
    """The policies of these roles, but for those that AWS manages."""
    members: tuple[str, ...] = ()
    """The ids of the members whose stacks are among the stacks."""
