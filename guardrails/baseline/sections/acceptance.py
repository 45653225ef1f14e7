"""The section `accept`: findings that somebody answers for, until a day."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import Section
from guardrails.controls.kinds import formed

FindingId = Annotated[
    str,
    formed(
        r"[a-z0-9][a-z0-9-]{0,63}",
        "is not the id of a finding",
        "copy it from the brackets in which `check` prints it, such as short-external-id",
    ),
]


class Acceptance(Section):
    """A finding that somebody answers for: printed as accepted until its last day, then as an error."""

    id: FindingId
    """The id of the finding, as `check` prints it in brackets, such as short-external-id."""
    at: str | None = None
    """The field that the finding is about, as `check` prints it, such as accounts.audit_role, or a part that
    contains the field, such as accounts; every finding of the id where this is left out."""
    owner: str = Field(min_length=1)
    """Who answers for it."""
    reason: str = Field(min_length=1)
    """Why it is right here."""
    until: t.Day
    """The last day (YYYY-MM-DD, UTC) on which the finding is accepted."""
