"""The section `budgets`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.alerts import Severity
from guardrails.baseline.sections.anomalies import Anomalies
from guardrails.baseline.sections.budget_facts import (
    HISTORY_PERIODS,
    PLANNED_PERIODS,
    WITHOUT_FORECAST,
    CostType,
    Period,
)
from guardrails.baseline.sections.budget_tags import CostTagKey
from guardrails.baseline.sections.common import LIST, MAPPING, PathText, Section, shape_of
from guardrails.controls.kinds import formed
from guardrails.organization import ROOT_PATH

Percent = Annotated[float, Field(ge=0.1, le=1000, allow_inf_nan=False)]
"""Source of the least: the CloudFormation schema of AWS::Budgets::Budget, November 2026."""
Amount = Annotated[float, Field(ge=0.01, le=1e12, allow_inf_nan=False)]
Month = Annotated[
    str, formed(r"20\d\d-(0[1-9]|1[0-2])", "is not a month", "write it as YYYY-MM, such as 2026-11")
]
People = Annotated[tuple[t.Email, ...], Field(min_length=1)]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The most urgent first."""
Name = Annotated[
    str,
    formed(
        r"[A-Za-z0-9 _-]{1,60}",
        "is not a name for a budget",
        "use 1 to 60 letters, digits, spaces, - and _, such as workloads",
    ),
]

TopicName = Annotated[
    str,
    formed(r"[A-Za-z0-9_-]{1,256}", "is not the name of a topic", "use letters, digits, - and _"),
]
"""Source: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html, November 2026."""


class Threshold(Section):
    """A percentage of the amount, and how urgent it is to pass it."""

    at: Percent
    """Per cent of the amount."""
    severity: Severity = "warning"
    """The subscribers of this severity are notified."""


def _threshold(value: object) -> object:
    return value if isinstance(value, dict | Threshold) else {"at": value}


Alert = Annotated[Threshold, BeforeValidator(_threshold, json_schema_input_type=Percent | Threshold)]
"""A threshold as a person writes it: a percentage alone, or with a severity."""


class Plan(Section):
    """An amount for every period of the year that follows."""

    starts: Month
    """The first period, such as 2026-11. AWS takes only the current one when a plan is made or changed."""
    amounts: tuple[Amount, ...]
    """US dollars: twelve months, or four quarters."""

    def months_since(self, today: dt.date) -> int:
        """Return how many months ago the plan began; less than 0 where that lies ahead."""
        return (today.year - int(self.starts[:4])) * 12 + today.month - int(self.starts[5:])


class AutoAdjust(Section):
    """An amount that AWS sets itself when a period begins."""

    by: Literal["history", "forecast"]
    """The average of what past periods cost, or what AWS forecasts."""
    periods: int | None = Field(default=None, ge=1)
    """How many past periods are averaged; as many as AWS takes where this is left out."""


class Budget(Section):
    """A cost budget: whose and which costs, how much, who is told when."""

    scope: PathText = ROOT_PATH
    """The costs that count: of the whole organization, an organizational unit or an account."""
    services: tuple[Annotated[str, Field(min_length=1, max_length=1024)], ...] = ()
    """Only these services, named as Cost Explorer names them, such as Amazon Simple Storage Service."""
    zones: tuple[t.Zone, ...] = ()
    """Only these availability zones, such as eu-central-1a."""
    tags: dict[CostTagKey, Annotated[tuple[str, ...], Field(min_length=1)]] = {}
    """Only what has one of these values for each of these cost allocation tags."""
    without: tuple[CostType, ...] = ()
    """These kinds of costs don't count, such as credits: then an account with credits alerts as well."""
    period: Period = "monthly"
    """After which costs are counted from zero again."""
    amount: Amount | None = None
    """US dollars a period."""
    planned: Plan | None = None
    """Instead of one amount: one for each period."""
    auto_adjust: AutoAdjust | None = None
    """Instead of an amount: AWS follows what was spent."""
    actual: tuple[Alert, ...] = (Threshold(at=80.0), Threshold(at=100.0))
    """Alert when the costs so far pass these percentages of the amount."""
    forecasted: tuple[Alert, ...] = (Threshold(at=100.0),)
    """Alert when the period is forecast to pass these percentages of the amount; none where it is a day."""

    @property
    def thresholds(self) -> tuple[tuple[str, Threshold], ...]:
        """List what it alerts on: the kind of costs, as AWS calls it, and the threshold."""
        kinds = {"ACTUAL": self.actual, "FORECASTED": self.forecasted}
        return tuple((kind, threshold) for kind, alerts in kinds.items() for threshold in alerts)

    @model_validator(mode="before")
    @classmethod
    def _forecast_no_day(cls, data: Any) -> Any:
        """A daily budget that names no forecast has none."""
        if isinstance(data, Mapping) and data.get("period") == WITHOUT_FORECAST:
            return {"forecasted": (), **data}
        return data

    @model_validator(mode="after")
    def _day(self) -> Budget:
        if self.period != WITHOUT_FORECAST:
            return self
        if self.forecasted:
            raise ValueError("AWS takes no forecast for a day", "leave `forecasted` out, or take `actual`")
        if self.auto_adjust is not None and self.auto_adjust.by == "forecast":
            raise ValueError("AWS takes no forecast for a day", "adjust by history, or write an `amount`")
        return self

    @model_validator(mode="after")
    def _alerts(self) -> Budget:
        count = len(self.thresholds)
        if not 1 <= count <= 10:  # noqa: PLR2004 (quotas.BUDGET_NOTIFICATIONS, shown to the reader by the error)
            raise ValueError(
                f"has {count} thresholds",
                "AWS Budgets takes 1 to 10 of a budget, actual and forecasted together",
            )
        return self

    @model_validator(mode="after")
    def _one_amount(self) -> Budget:
        amounts = [self.amount, self.planned, self.auto_adjust]
        if sum(amount is not None for amount in amounts) != 1:
            raise ValueError(
                "needs either `amount`, `planned` or `auto_adjust`",
                "keep one of the three, such as amount: 1000",
            )
        return self

    @model_validator(mode="after")
    def _plan(self) -> Budget:
        if self.planned is None:
            return self
        needed = PLANNED_PERIODS.get(self.period)
        if needed is None:
            raise ValueError(f"a {self.period} budget has one amount", "use `amount` instead of `planned`")
        if len(self.planned.amounts) != needed:
            problem = f"has {len(self.planned.amounts)} planned amounts"
            raise ValueError(problem, f"a {self.period} plan has {needed}, one after the other")
        if self.period == "quarterly" and self.planned.starts[-2:] not in ("01", "04", "07", "10"):
            raise ValueError(f"no quarter starts in {self.planned.starts}", "start in month 01, 04, 07 or 10")
        return self

    @model_validator(mode="after")
    def _history(self) -> Budget:
        adjust, most = self.auto_adjust, HISTORY_PERIODS[self.period]
        if adjust is None or adjust.periods is None:
            return self
        if adjust.by == "forecast":
            raise ValueError("a forecast averages no periods", "leave `periods` out, or adjust by history")
        if adjust.periods > most:
            raise ValueError(
                f"averages {adjust.periods} periods",
                f"AWS Budgets takes at most {most} past periods of a {self.period} budget",
            )
        return self


class Budgets(Section):
    """Cost budgets, and who hears of them."""

    subscribers: Annotated[
        Annotated[People, Tag(LIST)] | Annotated[dict[Severity, People], Field(min_length=1), Tag(MAPPING)],
        Discriminator(shape_of),
    ]
    """E-mail addresses: one list, or one a severity; each confirms once a severity. A severity without
    subscribers uses those of the next higher one that has some, else of the next lower."""
    limits: dict[Name, Budget] = Field(min_length=1)
    """The budgets, by name."""
    anomalies: Anomalies | None = None
    """Cost anomaly detection, which tells the same subscribers."""
    topics: dict[Severity, TopicName] = {}
    """The name of a severity's topic, such as one that exists and is imported;
    guardrails-budget-alerts-<severity> where it has none here."""
    stacks: int = Field(default=1, ge=1, le=100)
    """Over how many stacks the budgets are spread; one holds about 440."""
    region: t.Region | None = None
    """Where their stacks stand, such as us-east-1, if the home region has no AWS::Budgets::Budget: the home
    region where this is left out."""

    @model_validator(mode="after")
    def _distinct_topics(self) -> Budgets:
        names = [self.topic_name(severity) for severity in SEVERITIES]
        if len(set(names)) < len(names):
            raise ValueError("gives two severities one topic", "name a topic for each severity")
        return self

    def topic_name(self, severity: Severity) -> str:
        """Return the name of the topic of a severity."""
        return self.topics.get(severity, f"guardrails-budget-alerts-{severity}")

    @property
    def audiences(self) -> Mapping[Severity, tuple[str, ...]]:
        """Who hears of each severity that a threshold goes to, the most urgent first."""
        if not isinstance(self.subscribers, dict):
            return {severity: self.subscribers for severity in SEVERITIES if severity in self._used}
        heard = {self.heard_as(severity) for severity in self._used}
        return {severity: self.subscribers[severity] for severity in SEVERITIES if severity in heard}

    def heard_as(self, severity: Severity) -> Severity:
        """Return the severity at which a threshold is heard: its own, or the next that has subscribers."""
        if not isinstance(self.subscribers, dict):
            return severity
        place = SEVERITIES.index(severity)
        order = (*reversed(SEVERITIES[: place + 1]), *SEVERITIES[place + 1 :])
        return next(candidate for candidate in order if candidate in self.subscribers)

    @property
    def _used(self) -> set[Severity]:
        of_budgets = {alert.severity for budget in self.limits.values() for _, alert in budget.thresholds}
        return of_budgets | self.anomaly_severities

    @property
    def anomaly_severities(self) -> set[Severity]:
        """The severities of the anomalies that somebody is told of."""
        monitors = self.anomalies.monitors if self.anomalies is not None else ()
        return {alert.severity for monitor in monitors for alert in monitor.alerts}
