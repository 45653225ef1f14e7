"""The section `access`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import PathText, Section


class PermissionSet(Section):
    """What a group may do where it is assigned. Read-only unless it says otherwise."""

    description: str = Field(default="", max_length=700)
    managed: tuple[t.ManagedPolicy, ...] = Field(default=("ReadOnlyAccess",), max_length=10)
    """AWS managed policies, by the part of their ARN after `policy/`."""
    inline: str | None = None
    """The path of a JSON policy of your own, relative to this file."""
    session_hours: int = Field(default=8, ge=1, le=12)
    """How long a session lasts."""


class Group(Section):
    """A group of Identity Center: created here, or referenced by id when it comes from elsewhere."""

    id: t.GroupId | None = None
    """The id of a group that exists already, such as one that an identity provider synchronises."""
    description: str = Field(default="", max_length=1024)


class Assignment(Section):
    """Who gets what where."""

    group: str
    permission_set: str = "ReadOnly"
    at: tuple[PathText, ...] = Field(min_length=1)
    """Accounts, or organizational units for every account below; the management account only by its name."""


class Access(Section):
    """IAM Identity Center: permission sets, groups and assignments."""

    instance: t.InstanceArn
    identity_store: t.IdentityStoreId
    permission_sets: dict[t.PermissionSetName, PermissionSet] = {"ReadOnly": PermissionSet()}
    groups: dict[Annotated[str, Field(min_length=1, max_length=1024)], Group] = {}
    assignments: tuple[Assignment, ...] = ()
