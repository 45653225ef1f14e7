"""The part `anomalies` of the section `budgets`: AWS Cost Anomaly Detection.

AWS takes one managed monitor of services, one further of accounts or of a tag, and 500 of groups, each with
up to 10 values: https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html, November
2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from guardrails.aws_facts.arns import build_arn
from guardrails.baseline.sections.alerts import Severity
from guardrails.baseline.sections.budget_tags import CostTagKey
from guardrails.baseline.sections.common import PathText, Section
from guardrails.controls.kinds import formed

Impact = Annotated[float, Field(ge=0.01, le=10_000_000_000, allow_inf_nan=False)]
"""Source of the most: ThresholdExpression in
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalySubscription.html
"""
MonitorArn = Annotated[
    str,
    formed(
        build_arn("ce", "", r"\d{12}", "anomalymonitor/[A-Za-z0-9-]+"),
        "is not the ARN of a monitor",
        "copy it from `aws ce get-anomaly-monitors`",
    ),
]
GroupName = Annotated[
    str,
    formed(
        r"[A-Za-z0-9 _-]{1,60}",
        "is not a name for a group",
        "use 1 to 60 letters, digits, spaces, - and _, such as shop",
    ),
]
Dimension = Literal["services", "accounts"]
DIMENSIONS: dict[Dimension, str] = {"services": "SERVICE", "accounts": "LINKED_ACCOUNT"}
"""AWS's names of the dimensions that a managed monitor watches, beside TAG.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ce-anomalymonitor.html
"""


class AnomalyAlert(Section):
    """How much an anomaly costs at least before somebody is told, and how urgent that is."""

    amount: Impact | None = None
    """US dollars more than expected."""
    percent: Impact | None = None
    """Per cent more than expected; with `amount`, an anomaly must reach both."""
    severity: Severity = "warning"
    """The subscribers of this severity are notified."""

    @model_validator(mode="after")
    def _threshold(self) -> AnomalyAlert:
        if self.amount is None and self.percent is None:
            raise ValueError("has no threshold", "add amount: 100, percent: 40 or both")
        return self

    def __str__(self) -> str:
        """Write the threshold for people."""
        parts = [f"{self.amount:.15g} US dollars"] if self.amount is not None else []
        parts += [f"{self.percent:.15g} %"] if self.percent is not None else []
        return " and ".join(parts)


AnomalyAlerts = tuple[AnomalyAlert, ...]
Told = Annotated[AnomalyAlerts, Field(min_length=1)]


@dataclass(frozen=True)
class AnomalyMonitor:
    """Costs that AWS watches.

    Attributes:
        path: Where the file says it, below `budgets.anomalies`.
        name: The name for people, such as services, tag team or group shop.
        alerts: From which size of an anomaly on whom to tell.
        dimension: AWS's name of the dimension whose values are watched each by itself; empty for a group.
        tag: The key of the tag, where the dimension is TAG.
        existing: The ARN of a monitor that exists; None where the stack makes it.
        group: The group whose costs are watched together.
    """

    path: tuple[str, ...]
    name: str
    alerts: AnomalyAlerts
    dimension: str = ""
    tag: str | None = None
    existing: str | None = None
    group: AnomalyGroup | None = None


class AnomalyGroup(Section):
    """Costs that are watched together, as one sum."""

    scope: PathText | None = None
    """The costs of an account, or of the accounts of a unit, at most 10."""
    tags: dict[CostTagKey, Annotated[tuple[str, ...], Field(min_length=1, max_length=10)]] = {}
    """The costs that have one of these values for this one cost allocation tag."""
    alerts: Told
    """From which size of an anomaly on whom to tell."""

    @model_validator(mode="after")
    def _one_kind(self) -> AnomalyGroup:
        if len(self.tags) + (self.scope is not None) != 1:
            raise ValueError("needs either `scope` or one key of `tags`", "split it into several groups")
        return self


class Anomalies(Section):
    """Which costs AWS watches for anomalies, and from which size on somebody is told."""

    services: AnomalyAlerts = ()
    """Watch each service by itself."""
    accounts: AnomalyAlerts = ()
    """Watch each account by itself, those that join later included."""
    tags: Annotated[dict[CostTagKey, Told], Field(max_length=1)] = {}
    """Watch each value of this cost allocation tag by itself, instead of each account: AWS takes one."""
    groups: dict[GroupName, AnomalyGroup] = {}
    """Watch groups of accounts or of tags' values, each as one sum."""
    existing: dict[Dimension, MonitorArn] = {}
    """The monitor of services or accounts that exists already, since AWS takes no second one. AWS makes that
    of services itself in new accounts."""

    @model_validator(mode="after")
    def _watched(self) -> Anomalies:
        if not self.monitors:
            raise ValueError("watches nothing", "add services: [{ amount: 100, percent: 40 }]")
        if self.accounts and self.tags:
            raise ValueError(
                "watches each account and each value of a tag",
                "keep one of the two, and watch the other as `groups`: AWS takes one such monitor beside that"
                " of services",
            )
        for dimension in self.existing:
            if not getattr(self, dimension):
                raise ValueError(
                    f"names a monitor of {dimension} and tells nobody of it",
                    f"add {dimension}: [{{ amount: 100 }}]",
                )
        return self

    @property
    def monitors(self) -> tuple[AnomalyMonitor, ...]:
        """List what is watched, in the order of the fields."""
        return tuple(self._monitors())

    def _monitors(self) -> Iterator[AnomalyMonitor]:
        for field, dimension in DIMENSIONS.items():
            alerts: AnomalyAlerts = getattr(self, field)
            if alerts:
                existing = self.existing.get(field)
                yield AnomalyMonitor((field,), field, alerts, dimension, existing=existing)
        for key, alerts in self.tags.items():
            yield AnomalyMonitor(("tags", key), f"tag {key}", alerts, "TAG", tag=key)
        for name, group in self.groups.items():
            yield AnomalyMonitor(("groups", name), f"group {name}", group.alerts, group=group)
