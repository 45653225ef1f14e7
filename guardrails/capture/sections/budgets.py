"""The section `budgets`: limits of spending, who hears of them, and what they stop."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from guardrails.capture.sections.part import CapturePart


class CapturedNotification(CapturePart):
    """A threshold of a budget."""

    type: str
    """ACTUAL or FORECASTED."""
    operator: str
    threshold: float
    unit: str
    """PERCENTAGE or ABSOLUTE_VALUE."""
    subscribers: tuple[tuple[str, str], ...] | None = None
    """EMAIL or SNS, and the address or ARN."""


class CapturedBudgetAction(CapturePart):
    """An action that a budget takes at a threshold."""

    id: str
    type: str
    """APPLY_IAM_POLICY, APPLY_SCP_POLICY or RUN_SSM_DOCUMENTS."""
    status: str
    """As AWS writes it, such as STANDBY or EXECUTION_SUCCESS."""
    approval: str
    """AUTOMATIC or MANUAL."""
    policy: str = ""
    """The id or ARN of the policy that it attaches."""
    targets: tuple[str, ...] = ()
    role: str = ""


class CapturedBudget(CapturePart):
    """A budget of the management account."""

    name: str
    type: str
    unit: str
    """The period, such as MONTHLY."""
    amount: str = ""
    """In US dollars, or the unit of a usage budget; empty where AWS adjusts it."""
    currency: str = ""
    planned: dict[str, str] | None = None
    """An amount in US dollars by the first day of its period, such as 2026-11-01; None without a plan."""
    auto_adjust: str = ""
    """HISTORICAL or FORECAST."""
    history_periods: int | None = None
    """How many past periods AWS averages, where it adjusts the amount by them."""
    filters: dict[str, Any]
    """The costs that it counts, by AWS's dimensions, or as AWS's filter expression."""
    cost_types: dict[str, bool]
    notifications: tuple[CapturedNotification, ...] | None = None
    actions: tuple[CapturedBudgetAction, ...] | None = None


class CapturedAnomalyMonitor(CapturePart):
    """A monitor of cost anomaly detection."""

    arn: str
    name: str
    type: str
    dimension: str = ""
    specification: dict[str, Any] = Field(default_factory=dict)
    """The costs that it watches, as AWS's expression; empty where the dimension says it all."""


class CapturedAnomalySubscription(CapturePart):
    """Who hears of anomalies."""

    arn: str
    name: str
    frequency: str
    monitors: tuple[str, ...] = ()
    subscribers: tuple[tuple[str, str], ...] = ()
    threshold: dict[str, Any] = Field(default_factory=dict)
    """From which size of an anomaly on it tells somebody, as AWS's expression."""


class CapturedBudgets(CapturePart):
    """Budgets and cost anomaly detection."""

    budgets: tuple[CapturedBudget, ...] | None = None
    monitors: tuple[CapturedAnomalyMonitor, ...] | None = None
    anomaly_subscriptions: tuple[CapturedAnomalySubscription, ...] | None = None
