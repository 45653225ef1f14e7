"""The section `access`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any
from unicodedata import category

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from guardrails.aws_facts.arns import console_url
from guardrails.baseline import types as t
from guardrails.baseline.sections.common import PathText, Section
from guardrails.baseline.sections.elevations import Elevation, ElevationName
from guardrails.baseline.sections.ready_sets import READY_SETS, ReadySet
from guardrails.controls.kinds import formed

MANAGED_POLICIES = 10
"""Policies of one permission set: what IAM attaches to a role unless AWS raises it.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html, November 2026.
"""


OwnPolicy = Annotated[
    str,
    formed(
        r"(?=[^/]*$|.{1,510}/[^/]*$)([\w+=,.@-]+/)*[\w+=,.@-]{1,128}",
        "is not the name of a customer managed policy",
        "write its name of at most 128 characters, after its path of at most 512, such as platform/limits",
    ),
]
"""A customer managed policy, which must exist in every account where the permission set is assigned."""
Url = Annotated[
    str,
    formed(
        r"https://[a-zA-Z0-9&$@#/%?=~\-_'\"|!:,.;*+\[\] (){}]{1,232}",
        "is not where a console session can start",
        f"write a URL of the console, such as {console_url('eu-central-1', 'ec2/home')}",
    ),
]
PRINTED = re.compile(r"[\t\n\r \u00a0\u3000]")


def _printed(value: str) -> str:
    """Refuse what the identity store doesn't take: control characters and unusual spaces.

    Source: the CloudFormation schema of AWS::IdentityStore::Group, November 2026.
    """
    odd = next(
        (
            character
            for character in value
            if category(character)[0] not in "LMSNP" and not PRINTED.match(character)
        ),
        None,
    )
    if odd is not None:
        raise ValueError(
            f"the character U+{ord(odd):04X} in it is not taken by IAM Identity Center", "remove it"
        )
    return value


Printed = Annotated[
    str,
    AfterValidator(_printed),
    Field(
        json_schema_extra={
            "pattern": "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$"
        }
    ),
]
Latin = Annotated[
    str,
    formed(
        r"[\t\n\r -~\u00a1-\u00ff]*",
        "has a character that Identity Center doesn't take",
        "use Latin letters, and - instead of a dash",
    ),
]
"""Source: the CloudFormation schema of AWS::SSO::PermissionSet, November 2026."""
TagText = Annotated[
    str,
    formed(
        r"[\w+=,.@-]{1,256}",
        "is not taken by a permission set's tag",
        "use letters, digits and any of + = , . @ - _",
    ),
]
"""Source: the CloudFormation schema of AWS::SSO::PermissionSet, November 2026."""
AttributeName = Annotated[
    str,
    formed(
        r"[A-Za-z0-9_.:/=+@-]{1,128}",
        "is not the name of an attribute",
        "use 1 to 128 letters, digits and any of _ . : / = + @ -, such as CostCenter",
    ),
]
"""The name of an attribute, which policies test as aws:PrincipalTag/NAME."""
AttributeSource = Annotated[
    str,
    formed(
        r"\$\{(path|dir|user):[^{}]{1,240}\}",
        "is not where an attribute comes from",
        'quote it as "${path:title}", "${path:locale}" or "${path:enterprise.costCenter}"',
    ),
]
"""Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/attributemappingsconcept.html."""


def _single(value: object) -> object:
    """Refuse a list: a permission set of an instance in several regions belongs to its primary region.

    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/multi-region-iam-identity-center.html
    """
    if isinstance(value, list | tuple):
        raise ValueError(  # noqa: TRY004 (pydantic turns no TypeError into a finding)
            "Identity Center in several regions is not supported",
            "name the primary region, and remove the others from the instance",
        )
    return value


CenterRegion = Annotated[t.Region, BeforeValidator(_single)]


class Boundary(Section):
    """The most that a permission set can allow, whatever its policies say."""

    managed: t.ManagedPolicy | None = None
    """An AWS managed policy, by the part of its ARN after `policy/`."""
    customer_managed: OwnPolicy | None = None
    """A customer managed policy of the accounts, by its name, with its path in front if it has one."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Boundary:
        if (self.managed is None) == (self.customer_managed is None):
            raise ValueError("needs either `managed` or `customer_managed`", "name one policy")
        return self


def _alone(section: Section, owner_says: str) -> None:
    """Refuse other fields beside `existing: true`.

    Raises:
        ValueError: When there are some.
    """
    others = sorted(section.model_fields_set - {"existing"})
    if getattr(section, "existing", False) and others:
        problem = f"`existing: true` takes no other field, and beside it stands {', '.join(others)}"
        raise ValueError(problem, f"remove what stands beside it: {owner_says}")


class PermissionSet(Section):
    """The rights of a group in the accounts where it is assigned. Read-only unless it says otherwise."""

    existing: bool = False
    """Whether others own it: it is referenced by its name, never changed, and has no other field."""
    like: ReadySet | None = None
    """A ready permission set; what else stands here replaces the part of it that has the same name."""
    description: Latin = Field(default="", max_length=700)
    """The console shows it to people beside the name."""
    managed: tuple[t.ManagedPolicy, ...] = Field(default=("ReadOnlyAccess",), max_length=MANAGED_POLICIES)
    """AWS managed policies, by the part of their ARN after `policy/`."""
    customer_managed: tuple[OwnPolicy, ...] = ()
    """Your own policies, by name, with the path in front; each must exist in every account assigned to."""
    inline: str | None = None
    """The path of a JSON policy of your own, relative to this file."""
    boundary: Boundary | None = None
    """The most that it can allow."""
    session_hours: int = Field(default=8, ge=1, le=12)
    """How long a session lasts."""
    relay_state: Url | None = None
    """Where in the console a session starts."""
    tags: dict[t.TagKey, TagText] = {}
    """Tags of its own, besides those of the baseline."""

    @model_validator(mode="before")
    @classmethod
    def _like(cls, data: Any) -> Any:
        ready = READY_SETS.get(str(data.get("like"))) if isinstance(data, dict) else None
        return {**ready, **data} if ready else data

    @model_validator(mode="after")
    def _policies(self) -> PermissionSet:
        _alone(self, "its owner says what it allows")
        count = len(self.managed) + len(self.customer_managed)
        if count > MANAGED_POLICIES:
            problem = f"has {count} managed and customer managed policies"
            raise ValueError(
                problem,
                f"IAM attaches at most {MANAGED_POLICIES} to a permission set's role; join some of your own",
            )
        return self


class Group(Section):
    """A group of Identity Center: created here, or referenced by name or id when it comes from elsewhere."""

    existing: bool = False
    """Whether others own it: its id stands in the file of `organization.foreign`, and no other field here."""
    id: t.GroupId | None = None
    """The id of a group that exists already, such as one that an identity provider synchronises."""
    description: Printed = Field(default="", max_length=1024)
    """The console shows it to administrators beside the name."""

    @model_validator(mode="after")
    def _referenced(self) -> Group:
        _alone(self, "the group is known by its name")
        return self


class Assignment(Section):
    """Who gets what where."""

    group: str
    """The name of a group of `access.groups`."""
    permission_set: str = "ReadOnly"
    """The name of a permission set of `access.permission_sets`."""
    at: tuple[PathText, ...] = Field(min_length=1)
    """Accounts, or organizational units for every account below; the management account only by its name."""


class Access(Section):
    """IAM Identity Center: permission sets, groups and assignments."""

    instance: t.InstanceArn
    """The ARN of the instance of IAM Identity Center."""
    identity_store: t.IdentityStoreId
    """The id of the instance's identity store."""
    region: CenterRegion | None = None
    """The primary region of the instance, such as eu-west-1, where the stacks of this section are deployed:
    the home region where this is left out."""
    permission_sets: dict[t.PermissionSetName, PermissionSet] = {"ReadOnly": PermissionSet()}
    """The permission sets that can be assigned, by name; ReadOnly alone where this is left out."""
    groups: dict[Annotated[Printed, Field(min_length=1, max_length=1024)], Group] = {}
    """The groups of people that get something, by name."""
    assignments: tuple[Assignment, ...] = ()
    """Which group gets which permission set where."""
    elevations: dict[ElevationName, Elevation] = {}
    """Access that AWS ends by itself, by names of your own."""
    longest_elevation_hours: int = Field(default=24, ge=1, le=8760)
    """How long an elevation may last at most."""
    attributes: Annotated[dict[AttributeName, AttributeSource], Field(max_length=50)] = {}
    """Attributes of a person that policies can test as aws:PrincipalTag/NAME, each with its source."""
    stacks: int = Field(default=1, ge=1, le=1900)
    """Over how many stacks the assignments are spread; one holds about 400. It only grows freely."""

    @cached_property
    def assigned_at(self) -> Mapping[str, tuple[int, ...]]:
        """The positions of the assignments that name a path, by path."""
        positions: dict[str, list[int]] = {}
        for index, assignment in enumerate(self.assignments):
            for path in assignment.at:
                positions.setdefault(path, []).append(index)
        return {path: tuple(indexes) for path, indexes in positions.items()}
