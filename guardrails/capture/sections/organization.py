"""The section `organization`: the tree and what is switched on for all of it."""

from __future__ import annotations

from typing import Literal

from guardrails.capture.sections.part import CapturePart


class CapturedUnit(CapturePart):
    """An organizational unit."""

    id: str
    name: str
    parent: str
    """The id of the unit or root above."""
    path: str = ""
    """The path of ids, as AWS writes it; empty where AWS gives none."""


class CapturedAccount(CapturePart):
    """An account, the management account included."""

    id: str
    name: str
    state: str
    """As AWS writes it: ACTIVE, SUSPENDED, PENDING_CLOSURE or CLOSED."""
    parent: str | None
    """The id of the unit or root that it is in."""
    path: str = ""
    """The path of ids, as AWS writes it; empty where AWS gives none."""
    tags: dict[str, str] | None = None


class Delegation(CapturePart):
    """An account that administers a service for the whole organization."""

    account: str
    services: tuple[str, ...] | None = None
    """Service principals, such as cloudtrail.amazonaws.com."""


class CapturedOrganization(CapturePart):
    """An organization as AWS Organizations has it."""

    id: str | None = None
    management_account: str | None = None
    """The id of the management account."""
    features: Literal["ALL", "CONSOLIDATED_BILLING"] | None = None
    root: str | None = None
    """The id of the root."""
    policy_types: tuple[str, ...] | None = None
    """The policy types that are enabled on the root."""
    units: tuple[CapturedUnit, ...] | None = None
    """Parents before their children."""
    accounts: tuple[CapturedAccount, ...] | None = None
    trusted_services: tuple[str, ...] | None = None
    """The services with trusted access, by principal."""
    delegations: tuple[Delegation, ...] | None = None
    resource_policy: str | None = None
    """The policy that delegates calls of Organizations, as JSON text."""
