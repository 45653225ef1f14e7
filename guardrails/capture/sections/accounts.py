"""The section `accounts`: what each account says of its users, its root user and its settings."""

from __future__ import annotations

from guardrails.capture.sections.part import CapturePart


class CapturedAccessKey(CapturePart):
    """An active access key."""

    created: str
    """The day (YYYY-MM-DD) on which it was made; the credential report names no id."""


class CapturedUser(CapturePart):
    """An IAM user."""

    name: str
    console: bool
    """Whether there is a password."""
    mfa: bool
    keys: tuple[CapturedAccessKey, ...] = ()


class CapturedRootUser(CapturePart):
    """The root user."""

    mfa: bool
    keys: bool
    """Whether there is an access key."""
    password: bool | None = None
    """Whether there is a password: without one, nobody signs in as the root user before it is reset."""


class CapturedPasswordPolicy(CapturePart):
    """The password policy of an account; `exists` is false where it has AWS's own."""

    exists: bool
    minimum_length: int = 0
    reuse_prevention: int = 0
    max_age_days: int = 0
    symbols: bool = False
    numbers: bool = False
    uppercase: bool = False
    lowercase: bool = False


class CapturedContact(CapturePart):
    """An alternate contact."""

    kind: str
    """SECURITY, BILLING or OPERATIONS."""
    name: str
    email: str
    phone: str


class CapturedDetails(CapturePart):
    """An account from the inside."""

    id: str
    root: CapturedRootUser | None = None
    users: tuple[CapturedUser, ...] | None = None
    password_policy: CapturedPasswordPolicy | None = None
    contacts: tuple[CapturedContact, ...] | None = None
    public_access_blocked: bool | None = None
    """Whether the account's S3 public access block is on, all four parts of it."""
    roles: dict[str, str] | None = None
    """The roles that AWS didn't make, by name after their path, each with its trust policy; an empty text
    where it trusts AWS's services alone."""
    service_linked_roles: tuple[str, ...] | None = None
    """The names of the roles that AWS's services made for themselves, such as AWSServiceRoleForCloudTrail."""
