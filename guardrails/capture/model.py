"""An organization as it is in AWS at a moment."""

from __future__ import annotations

from typing import Literal

from guardrails.capture.sections.access import CapturedAccess
from guardrails.capture.sections.accounts import CapturedDetails
from guardrails.capture.sections.alerts import CapturedAlerts
from guardrails.capture.sections.budgets import CapturedBudgets
from guardrails.capture.sections.organization import CapturedOrganization
from guardrails.capture.sections.part import CapturePart
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.capture.sections.stacks import CapturedStacks
from guardrails.capture.sections.trail import CapturedTrails

FORMAT: Literal["guardrails-capture/1"] = "guardrails-capture/1"


class RefusedRead(CapturePart):
    """Calls of one kind that AWS refused, so that something is unknown."""

    reader: str
    """The reader, such as trails."""
    action: str
    """The IAM action that is missing, such as cloudtrail:GetTrailStatus."""
    code: str
    """AWS's error code, such as AccessDenied."""
    message: str
    """AWS's words for the first of them."""
    unknown: str
    """The thing that nobody knows without it, such as "whether a trail is logging"."""
    about: tuple[str, ...] = ()
    """The names or ids of what was asked about; empty where the call is about everything."""


class CaptureReader(CapturePart):
    """Who read, and through which role."""

    account: str
    arn: str
    member_role: str = ""
    """The name of the role in members; empty where no member was read from the inside."""
    stack_accounts: tuple[str, ...] = ()
    """The ids of the members in which the caller asked for stacks."""


class Capture(CapturePart):
    """An organization as it is in AWS: read once, reasoned about anywhere.

    A section is null where nobody could read anything of it. Lists of what something else points at hold what
    is known to be pointed at: a trail's buckets, keys and log groups, an alarm's topics, a bootstrap's roles.
    """

    format: Literal["guardrails-capture/1"] = FORMAT
    product: str
    """The version of this product."""
    taken: str
    """When it was read (UTC), as in 2026-11-29T09:30:00+00:00."""
    read_by: CaptureReader
    home_region: str
    regions: tuple[str, ...]
    """The regions in which trails' alarms and this product's stacks were looked for."""
    refused: tuple[RefusedRead, ...] = ()
    organization: CapturedOrganization | None = None
    policies: tuple[CapturedPolicy, ...] | None = None
    """In the order of types and names."""
    trails: CapturedTrails | None = None
    alerts: CapturedAlerts | None = None
    budgets: CapturedBudgets | None = None
    access: CapturedAccess | None = None
    stacks: CapturedStacks | None = None
    accounts: tuple[CapturedDetails, ...] | None = None
    """The management account, and the members where a role was named."""
