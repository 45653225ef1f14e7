"""The section `access`: IAM Identity Center, and users who reach roles without it."""

from __future__ import annotations

from typing import Any

from guardrails.capture.sections.part import CapturePart


class CapturedPermissionSet(CapturePart):
    """A permission set."""

    arn: str
    name: str | None = None
    description: str | None = None
    session: str | None = None
    """How long a session lasts, as in PT1H."""
    relay_state: str | None = None
    managed: tuple[str, ...] | None = None
    """The ARNs of AWS's policies."""
    customer_managed: tuple[str, ...] | None = None
    """Names with their paths, such as /platform/limits."""
    inline: str | None = None
    boundary: str | None = None
    """The ARN of AWS's policy, or the path and name of an own one."""
    tags: dict[str, str] | None = None


class CapturedGroup(CapturePart):
    """A group of the identity store."""

    id: str
    name: str
    description: str = ""
    external: bool = False
    """Whether an identity provider makes it."""
    members: int | None = None


class CapturedAssignment(CapturePart):
    """Who may use which permission set in which account."""

    permission_set: str
    """The ARN of the permission set."""
    account: str
    principal_type: str
    """GROUP or USER."""
    principal: str
    """The id in the identity store."""


class CapturedInstance(CapturePart):
    """An instance of IAM Identity Center."""

    arn: str
    identity_store: str
    owner: str
    """The account that it belongs to: the management account, or a member with an instance of its own."""
    status: str = ""
    region: str = ""
    """The primary region."""
    regions: tuple[str, ...] = ()
    """All regions, the primary one included."""
    permission_sets_enabled: bool | None = None
    """Whether it gives access to accounts, not to applications alone."""
    permission_sets: tuple[CapturedPermissionSet, ...] | None = None
    assignments: tuple[CapturedAssignment, ...] | None = None
    groups: tuple[CapturedGroup, ...] | None = None
    attributes: dict[str, str] | None = None
    """The attributes for access control, by key."""


class CapturedEntitlement(CapturePart):
    """An entitlement of IAM account access manager: users straight to a role."""

    application: str
    entitlement: dict[str, Any]


class CapturedAccess(CapturePart):
    """Who signs in and gets which permissions."""

    instances: tuple[CapturedInstance, ...] | None = None
    entitlements: tuple[CapturedEntitlement, ...] | None = None
