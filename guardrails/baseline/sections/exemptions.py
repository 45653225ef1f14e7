"""The section `exemptions`: principals that guardrails leave alone, each with an owner and a reason."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import Section


class ExemptionEntry(Section):
    """A principal that guardrails exempt."""

    principal: t.PrincipalPattern
    """The ARN pattern of a role or user, such as arn:aws:iam::*:role/break-glass."""
    owner: str = Field(min_length=1)
    """Who answers for it."""
    reason: str = Field(min_length=1)
    """Why it must be exempt."""
    expires: t.Day | None = None
    """The last day of the exemption (YYYY-MM-DD, UTC): at its end AWS stops exempting the principal."""
    remind_days: int = Field(default=14, ge=0, le=365)
    """`check` warns this many days before the end; the entry may stay this many days after it."""
    controls: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """The ids of the controls that exempt it; all controls where this is left out."""
