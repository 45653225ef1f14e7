"""The section `accounts`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import PathText, Section
from guardrails.organization import ROOT_PATH

Percentage = Annotated[int, Field(ge=1, le=100)]


class AuditRole(Section):
    """The role through which an auditor reads every account, until it is switched off."""

    enabled: bool = True
    """false removes the role from every account with the next deployment."""
    name: Annotated[str, Field(pattern=r"^[\w+=,.@-]{1,64}$")] = "guardrails-audit"
    trusted_account: PathText | None = None
    """The account of the organization that may assume the role, by path; or `trusted_account_id`."""
    trusted_account_id: t.AccountId | None = None
    """An outside party's account that may assume the role."""
    external_id: t.ExternalId
    """What the auditor must present with each call, so that nobody else can make him use the role."""
    policies: tuple[t.ManagedPolicy, ...] = Field(default=("SecurityAudit",), min_length=1, max_length=10)
    """AWS managed policies, by the part of their ARN after `policy/`."""
    session_hours: int = Field(default=1, ge=1, le=12)
    require_mfa: bool = False
    """Whoever assumes the role must have signed in with a second factor."""
    source_addresses: tuple[str, ...] = ()
    """CIDR blocks from which the role may be assumed; from anywhere when empty."""

    @model_validator(mode="after")
    def _one_of_both(self) -> AuditRole:
        if (self.trusted_account is None) == (self.trusted_account_id is None):
            raise ValueError("needs either `trusted_account` or `trusted_account_id`", "keep one of the two")
        return self


class Operations(Section):
    """How CloudFormation StackSets works through the accounts."""

    max_concurrent_percentage: Percentage = 100
    failure_tolerance_percentage: Annotated[int, Field(ge=0, le=100)] = 10


class Accounts(Section):
    """What every account gets, those that join later included."""

    at: tuple[PathText, ...] = Field(default=(ROOT_PATH,), min_length=1)
    """The root or the organizational units whose accounts get it. The management account always does."""
    audit_role: AuditRole
    operations: Operations = Operations()
