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
        r"[A-Za-z0-9]\S{0,511}",
        "is not the id of a finding",
        "copy it from where the finding is printed, such as short-external-id or GR-CND-006",
    ),
]


class Acceptance(Section):
    """A finding that somebody answers for: printed as accepted until its last day, then as an error."""

    id: FindingId
    """The id of the finding as it is printed, such as short-external-id or GR-CND-006; for a rule about
    templates with its pack in front, such as AwsSolutions::AwsSolutions-S1."""
    at: str | None = None
    """The field that the finding is about, as `check` prints it, such as accounts.audit_role, or a part that
    contains the field, such as accounts. For a document it is the file, for a rule about templates the path
    of the resource, such as guardrails-trail-archive/Bucket. Every finding of the id without it."""
    owner: str = Field(min_length=1)
    """Who answers for it."""
    reason: str = Field(min_length=1)
    """Why it is right here."""
    until: t.Day
    """The last day (YYYY-MM-DD, UTC) on which the finding is accepted."""
