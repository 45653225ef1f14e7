"""The section `accounts`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.addresses import AddressBlock
from guardrails.baseline.sections.break_glass import BreakGlass
from guardrails.baseline.sections.common import PathText, Section
from guardrails.controls.kinds import formed
from guardrails.organization import ROOT_PATH

STACK_SET = "guardrails-audit-role"
"""The name of the stack set, and the start of the names of its stacks after `StackSet-`."""
Percentage = Annotated[int, Field(ge=1, le=100)]
RoleName = Annotated[
    str,
    formed(
        r"guardrails-[\w+=,.@-]{1,53}",
        "is not a name that the deployment may give a role",
        "start it with guardrails-, and use at most 64 letters, digits and any of + = , . @ - _",
    ),
]


class AuditRole(Section):
    """The role through which an auditor reads every account, until it is switched off."""

    enabled: bool = True
    """false removes the role from every account with the next deployment."""
    name: RoleName = "guardrails-audit"
    """The name of the role, the same in every account; it starts with guardrails-."""
    trusted_account: PathText | None = None
    """The account of the organization that may assume the role, by path; or `trusted_account_id`."""
    trusted_account_id: t.AccountId | None = None
    """An outside party's account that may assume the role; it needs an `external_id`."""
    external_id: t.ExternalId | None = None
    """The auditor must present it with each call, so that nobody else can make him use the role."""
    policies: tuple[t.ManagedPolicy, ...] = Field(default=("SecurityAudit",), min_length=1, max_length=10)
    """AWS managed policies, by the part of their ARN after `policy/`."""
    session_hours: int = Field(default=1, ge=1, le=12)
    """How long a session lasts at most."""
    require_mfa: bool = False
    """The role can be assumed only after signing in with a second factor. IAM users and some identity
    providers report it to AWS; sessions of Identity Center and of workloads' roles never do."""
    source_addresses: tuple[AddressBlock, ...] = ()
    """Blocks of public addresses from which the role may be assumed; from anywhere when empty."""

    @model_validator(mode="after")
    def _one_of_both(self) -> AuditRole:
        if (self.trusted_account is None) == (self.trusted_account_id is None):
            naming_remedy = "name who may assume the role, while it is switched off too"
            remedy = naming_remedy if self.trusted_account is None else "keep one of the two"
            raise ValueError("needs either `trusted_account` or `trusted_account_id`", remedy)
        if self.trusted_account_id is not None and self.external_id is None:
            raise ValueError(
                "an outside party could be made to use the role for somebody else",
                "agree on an `external_id` with it",
            )
        return self


class Operations(Section):
    """How CloudFormation StackSets works through the accounts; accounts that join later are not asked."""

    max_concurrent_percentage: Percentage = 100
    """How many of the accounts are worked on at once."""
    failure_tolerance_percentage: Annotated[int, Field(ge=0, le=100)] = 0
    """How many accounts may fail before the deployment does; those that fail stay without the role."""
    concurrency_mode: Literal["STRICT_FAILURE_TOLERANCE", "SOFT_FAILURE_TOLERANCE"] = "SOFT_FAILURE_TOLERANCE"
    """STRICT works on no more accounts at once than may fail, and one; SOFT on as many as said above."""


class Accounts(Section):
    """Roles in every account, including accounts that join later, and the accounts that are closed."""

    at: tuple[PathText, ...] = Field(default=(ROOT_PATH,), min_length=1)
    """The root or the organizational units whose accounts get it. The management account always does."""
    audit_role: AuditRole | None = None
    """The role through which an auditor reads every account; only a file without any roles leaves it out."""
    break_glass: BreakGlass | None = None
    """The role for emergencies; it goes to every account, whatever `at` says."""
    operations: Operations = Operations()
    closed: tuple[PathText, ...] = ()
    """The accounts that AWS has suspended, or that you are about to close, such as Sandbox/sandbox-ada: they
    get no assignments and no budgets, and nothing is expected of them."""

    @model_validator(mode="after")
    def _needs_a_role(self) -> Accounts:
        roles = self.model_fields_set & {"at", "break_glass", "operations"}
        if self.audit_role is None and (roles or not self.closed):
            problem = f"has `{min(roles)}` without `audit_role`" if roles else "lacks `audit_role`"
            raise ValueError(problem, "add it, such as audit_role: { trusted_account: Security/audit }")
        return self

    @property
    def roles(self) -> AccountRoles | None:
        """The roles in every account; None where the section lists closed accounts alone."""
        if self.audit_role is None:
            return None
        return AccountRoles.model_validate({name: getattr(self, name) for name in type(self).model_fields})


class AccountRoles(Accounts):
    """The section where it has roles."""

    audit_role: AuditRole
