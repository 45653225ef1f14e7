"""The role for emergencies, part of the section `accounts`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.addresses import AddressBlock
from guardrails.baseline.sections.common import Section
from guardrails.controls.kinds import formed

BREAK_GLASS_SET = "guardrails-break-glass"
"""The name of the stack set, and the start of the names of its stacks after `StackSet-`."""
USER = "user/"
"""How a caller that is an IAM user is written."""
RoleName = Annotated[
    str,
    formed(
        r"(?=.{1,64}$)(break-glass|guardrails-)[\w+=,.@-]*",
        "is not a name that the deployment may give the role",
        "start it with break-glass, and use at most 64 letters, digits and any of + = , . @ - _",
    ),
]


Caller = Annotated[
    str,
    formed(
        r"(user|role)/([\w+=,.@-]+/)*[\w+=,.@-]{1,64}",
        "is not a user or role of the management account",
        "write it as user/NAME or role/NAME, with its path and without wildcards",
    ),
]
"""A user or role of the management account, by the part of its ARN after the account."""


class BreakGlass(Section):
    """The role for emergencies, in every account until it is switched off; an exemption frees it."""

    enabled: bool = True
    """false removes the role from every account with the next deployment: first remove its exemption."""
    name: RoleName = "break-glass"
    """The name of the role, the same in every account; an exemption must name it."""
    callers: Annotated[tuple[Caller, ...], Field(max_length=10)] = ()
    """Who may assume the role: users and roles of the management account, such as user/rescue-1."""
    permission_sets: Annotated[tuple[t.PermissionSetName, ...], Field(max_length=10)] = ()
    """Who else may: people with one of these permission sets in the management account."""
    source_addresses: tuple[AddressBlock, ...] = ()
    """Blocks of public addresses from which the role may be assumed; from anywhere when empty."""
    require_mfa: bool = True
    """The caller must show a second factor. IAM users can; sessions of roles and of Identity Center can't."""
    session_hours: int = Field(default=1, ge=1, le=12)
    """How long a session lasts at most."""
    policies: tuple[t.ManagedPolicy, ...] = Field(
        default=("AdministratorAccess",), min_length=1, max_length=10
    )
    """AWS managed policies, by the part of their ARN after `policy/`."""

    @model_validator(mode="after")
    def _somebody_comes_in(self) -> BreakGlass:
        if not self.callers and not self.permission_sets:
            remedy = "name a user of the management account in `callers`, such as user/rescue-1"
            raise ValueError("nobody may assume the role", remedy)
        without = [name for name in self.callers if not name.startswith(USER)]
        without += [f"permission set {name}" for name in self.permission_sets]
        if self.require_mfa and without:
            raise ValueError(
                f"{without[0]} can never assume the role: sessions of roles and of Identity Center don't say"
                " that a second factor was used",
                "name IAM users, or write `require_mfa: false` and require the second factor at sign-in",
            )
        return self
