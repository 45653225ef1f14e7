"""The section `alerts`."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import Section

Severity = Literal["critical", "warning", "info"]
"""How soon somebody must look: now, today, when there is time."""
AlarmId = Literal[
    "root-use",
    "break-glass-use",
    "deployment-role-use",
    "sign-in-without-mfa",
    "failed-sign-ins",
    "unauthorized-calls",
    "policy-changes",
    "organization-changes",
    "changes-past-deployment",
    "trail-changes",
    "iam-policy-changes",
    "identity-center-changes",
    "key-deletion",
    "access-key-creation",
    "iam-user-creation",
    "membership-changes",
    "bucket-policy-changes",
    "config-changes",
    "security-group-changes",
    "network-acl-changes",
    "gateway-changes",
    "route-table-changes",
    "vpc-changes",
    "unexpected-region",
    "unexpected-service",
]
"""The alarms that there are; what each is about stands in docs/alerts.md."""


class Subscribers(Section):
    """Who hears of the alarms of one severity."""

    emails: tuple[t.Email, ...] = ()
    """E-mail addresses; each confirms its subscription once."""
    https: tuple[t.HttpsAddress, ...] = ()
    """HTTPS endpoints, such as a chat's or a pager's webhook."""
    queues: tuple[t.QueueArn, ...] = ()
    """ARNs of SQS queues; the queue's own policy must let the topic send."""
    functions: tuple[t.FunctionArn, ...] = ()
    """ARNs of Lambda functions; the function's own policy must let the topic invoke it."""

    @model_validator(mode="after")
    def _somebody(self) -> Subscribers:
        if not (self.emails or self.https or self.queues or self.functions):
            raise ValueError("a severity without a subscriber alerts nobody", "name at least one")
        return self


class AlarmChoice(Section):
    """Changes to one of the alarms."""

    enabled: bool = True
    """false makes no such alarm."""
    severity: Severity | None = None
    """Another severity than the alarm's own."""
    threshold: int | None = Field(default=None, ge=1)
    """How many events within the alarm's period raise it."""


def _somebody_hears(subscribers: dict[Severity, Subscribers]) -> dict[Severity, Subscribers]:
    if not subscribers:
        raise ValueError("alarms that nobody hears alert nobody", "name at least one severity's subscribers")
    return subscribers


class Alerts(Section):
    """Alarms on what the organization trail records, and who hears of them."""

    subscribers: Annotated[dict[Severity, Subscribers], AfterValidator(_somebody_hears)]
    """By severity, each with a topic of its own. An alarm whose severity has no subscriber goes to the next
    higher one that has some, else to the next lower."""
    break_glass: tuple[str, ...] = ()
    """The exemptions, by name, every use of which raises the alarm break-glass-use."""
    alarms: dict[AlarmId, AlarmChoice] = {}
    """Changes to single alarms, by their id. An alarm that is off by default is made where it stands here."""
    by_account: bool = True
    """Hold each account against its own regions and services; false: against what no account may use."""
    dashboard: bool = True
    """Make a CloudWatch dashboard of the alarms."""

    @property
    def audience(self) -> dict[Severity, Severity]:
        """Which severity's topic an alarm of each severity goes to."""
        order = get_args(Severity)
        return {
            severity: next(
                candidate
                for candidate in (*reversed(order[: place + 1]), *order[place + 1 :])
                if candidate in self.subscribers
            )
            for place, severity in enumerate(order)
        }
