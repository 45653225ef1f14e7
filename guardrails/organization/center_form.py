"""The form of Identity Center's part in a file with the policies of others, documented in docs/foreign.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

_ACCOUNT = Field(pattern=r"^[0-9]{12}$")
_PART = ConfigDict(frozen=True, extra="forbid", defer_build=True)
UnknownPart: TypeAlias = Literal["session", "managed", "customer_managed", "inline", "boundary"]
"""A part of a permission set that its reader didn't get to know."""


class ForeignSetForm(BaseModel):
    """A permission set that others manage."""

    model_config = _PART
    name: str
    arn: Annotated[str, Field(pattern=r"^arn:[a-z-]+:sso:::permissionSet/[^/\s]+/[^/\s]+$")]
    session: str = "PT1H"
    """How long a session lasts, as in PT1H."""
    managed: tuple[str, ...] = ()
    """The ARNs of AWS's policies."""
    customer_managed: tuple[str, ...] = ()
    """The accounts' own policies: names with their paths, such as /platform/limits."""
    inline: dict[str, Any] | None = None
    """The inline policy; null where the set has none."""
    boundary: str = ""
    """The ARN of AWS's policy, or the path and name of an own one; empty where the set has none."""
    unknown: tuple[UnknownPart, ...] = ()
    """The parts that AWS refused to show."""


class ForeignGroupForm(BaseModel):
    """A group of the identity store."""

    model_config = _PART
    name: Annotated[str, Field(pattern=r"^[^@]+$")]
    """The display name; groups whose name has the form of an address are left out."""
    id: str


class ForeignAssignmentForm(BaseModel):
    """The accounts in which a group may use a permission set."""

    model_config = _PART
    permission_set: str
    """The name of the permission set."""
    group: str
    """The id of the group."""
    accounts: tuple[Annotated[str, _ACCOUNT], ...]


class ForeignUsersForm(BaseModel):
    """How many single users may use a permission set in an account; nobody is named."""

    model_config = _PART
    permission_set: str
    account: Annotated[str, _ACCOUNT]
    users: Annotated[int, Field(ge=1)]


class CenterForm(BaseModel):
    """The part of Identity Center that others manage."""

    model_config = _PART
    instance: str
    """The ARN of the instance."""
    identity_store: str
    permission_sets: tuple[ForeignSetForm, ...] = ()
    groups: tuple[ForeignGroupForm, ...] = ()
    """The groups that have an assignment, and those that the reader named."""
    assignments: tuple[ForeignAssignmentForm, ...] | None = ()
    """The assignments of groups that others made; null where AWS refused to show them."""
    users: tuple[ForeignUsersForm, ...] = ()
