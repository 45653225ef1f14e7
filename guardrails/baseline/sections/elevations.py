"""The part `elevations` of the section `access`: access that AWS ends by itself."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from guardrails.baseline.sections.common import PathText, Section
from guardrails.controls.kinds import formed

PREFIX = "Elevated-"
"""The beginning of the names of the permission sets that elevations make."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z", re.ASCII)


def _moment(text: str) -> str:
    """Return a moment with its seconds, in the form that policies have."""
    if _MOMENT.fullmatch(text):
        try:
            return f"{dt.datetime.fromisoformat(text.removesuffix('Z')):%Y-%m-%dT%H:%M:%S}Z"
        except ValueError:
            pass
    problem = f'"{text}" is not a moment in UTC'
    raise ValueError(problem, "write it as YYYY-MM-DDTHH:MMZ, such as 2026-12-01T08:00Z")


Moment = Annotated[
    str,
    AfterValidator(_moment),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z$",
        }
    ),
]
"""A moment in UTC, written YYYY-MM-DDTHH:MMZ; as text, moments compare like the time itself."""
ElevationName = Annotated[
    str,
    formed(
        r"[a-z0-9][a-z0-9-]{0,22}",
        "is not a name for an elevation",
        "use 1 to 23 lower-case letters, digits and -, such as incident-4711",
    ),
]
"""The permission set `Elevated-NAME` has at most 32 characters then, as AWS takes them.

Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
"""


def moment_of(text: str) -> dt.datetime:
    """Return the time that a moment says."""
    return dt.datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=dt.UTC)


class Elevation(Section):
    """More access for a group in one account, which AWS ends by itself."""

    group: str
    """The name of a group of `access.groups`."""
    permission_set: str
    """The name of the permission set of `access.permission_sets` that is copied."""
    account: PathText
    """One account; the management account only by its name or its id."""
    starts: Moment
    """The moment (UTC) at which the access begins, such as 2026-12-01T08:00Z."""
    ends: Moment
    """The moment (UTC) at which AWS ends the access."""
    reason: str = Field(min_length=1)
    """Why the group needs it."""
    approved_by: str = Field(min_length=1)
    """The pull request in which somebody else approved it, such as its address."""

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (moment_of(self.ends) - moment_of(self.starts)).total_seconds() / 3600


def set_name(name: str) -> str:
    """Return the name of the permission set of an elevation, which lasts as long as the elevation's name."""
    return f"{PREFIX}{name}"
