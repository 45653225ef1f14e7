"""The section `alerts`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import Section

QueueArn = Annotated[str, Field(pattern=r"^arn:aws:sqs:[a-z0-9-]+:\d{12}:\S+$")]
FunctionArn = Annotated[str, Field(pattern=r"^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:\S+$")]
Severity = Literal["critical", "warning", "info"]


class Subscribers(Section):
    """Who hears of the alarms of one severity."""

    emails: tuple[t.Email, ...] = ()
    """E-mail addresses; each confirms its subscription once."""
    https: tuple[Annotated[str, Field(pattern=r"^https://\S+$")], ...] = ()
    """HTTPS endpoints, such as a chat's or a pager's webhook."""
    queues: tuple[QueueArn, ...] = ()
    """ARNs of SQS queues; the queue's own policy must let the topic send."""
    functions: tuple[FunctionArn, ...] = ()
    """ARNs of Lambda functions; the function's own policy must let the topic invoke it."""

    @model_validator(mode="after")
    def _somebody(self) -> Subscribers:
        if not (self.emails or self.https or self.queues or self.functions):
            raise ValueError("a severity without a subscriber alerts nobody", "name at least one")
        return self


class AlarmChoice(Section):
    """What a fork changes about one of the alarms."""

    enabled: bool = True
    severity: Severity | None = None
    """Another severity than the alarm's own."""
    threshold: int | None = Field(default=None, ge=1)
    """How many events within the alarm's period raise it."""


class Alerts(Section):
    """Alarms on what the organization trail records, and who hears of them."""

    subscribers: dict[Severity, Subscribers] = Field(min_length=1)
    """By severity, each with a topic of its own; what nobody hears at its severity goes to the next."""
    alarms: dict[str, AlarmChoice] = {}
    """Changes to single alarms, by their id."""
    break_glass: tuple[str, ...] = ()
    """The exemptions, by name, every use of which raises an alarm."""
    dashboard: bool = True
    """Make a CloudWatch dashboard of the alarms."""
