"""Read budgets, their notifications and actions, and cost anomaly detection."""

from __future__ import annotations

import datetime as dt
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.sections.budgets import (
    CapturedAnomalyMonitor,
    CapturedAnomalySubscription,
    CapturedBudget,
    CapturedBudgetAction,
    CapturedBudgets,
    CapturedNotification,
)
from guardrails.live.reading import Reader, Reading

_NONE = frozenset({"NotFoundException"})


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    account = capture.read_by.account
    # AWS leaves out which costs a budget counts, unless it is asked for the filter expression.
    # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudgets.html
    budgets = reading.list(
        "budgets:DescribeBudgets", "Budgets", absent=_NONE, AccountId=account, ShowFilterExpression=True
    )
    actions = reading.list(
        "budgets:DescribeBudgetActionsForAccount", "Actions", absent=_NONE, AccountId=account
    )
    section = CapturedBudgets(
        budgets=None
        if budgets is None
        else tuple(
            reading.each(
                sorted(budgets, key=lambda budget: str(budget["BudgetName"])),
                lambda budget: _budget(reading, account, budget, actions),
            )
        ),
        monitors=_monitors(reading),
        anomaly_subscriptions=_subscriptions(reading),
    )
    return {"budgets": section}


def _budget(
    reading: Reading, account: str, budget: dict[str, Any], actions: tuple[dict[str, Any], ...] | None
) -> CapturedBudget:
    name = budget["BudgetName"]
    operation = "budgets:DescribeNotificationsForBudget"
    notifications = reading.list(
        operation, "Notifications", name, absent=_NONE, AccountId=account, BudgetName=name
    )
    limit = budget.get("BudgetLimit", {})
    return CapturedBudget(
        name=name,
        type=budget["BudgetType"],
        unit=budget["TimeUnit"],
        amount=str(limit.get("Amount", "")),
        currency=limit.get("Unit", ""),
        planned=_planned(budget.get("PlannedBudgetLimits") or {}),
        auto_adjust=budget.get("AutoAdjustData", {}).get("AutoAdjustType", ""),
        history_periods=budget.get("AutoAdjustData", {})
        .get("HistoricalOptions", {})
        .get("BudgetAdjustmentPeriod"),
        filters=budget.get("FilterExpression") or budget.get("CostFilters") or {},
        cost_types=budget.get("CostTypes", {}),
        notifications=None
        if notifications is None
        else tuple(_notification(reading, account, name, entry) for entry in notifications),
        actions=None
        if actions is None
        else tuple(_action(action) for action in actions if action["BudgetName"] == name),
    )


def _planned(limits: dict[str, Any]) -> dict[str, str] | None:
    """Give the amounts of a plan, whose periods begin at an instant in seconds since 1970 (UTC).

    Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    """
    amounts = {
        dt.datetime.fromtimestamp(int(start), tz=dt.UTC).date().isoformat(): str(limit["Amount"])
        for start, limit in limits.items()
        if limit.get("Unit") == "USD"
    }
    return dict(sorted(amounts.items())) if amounts and len(amounts) == len(limits) else None


def _notification(reading: Reading, account: str, name: str, entry: dict[str, Any]) -> CapturedNotification:
    key = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    subscribers = reading.list(
        "budgets:DescribeSubscribersForNotification",
        "Subscribers",
        name,
        absent=_NONE,
        AccountId=account,
        BudgetName=name,
        Notification={part: entry[part] for part in key if part in entry},
    )
    return CapturedNotification(
        type=entry["NotificationType"],
        operator=entry["ComparisonOperator"],
        threshold=entry["Threshold"],
        unit=entry.get("ThresholdType", "PERCENTAGE"),
        subscribers=None
        if subscribers is None
        else tuple((one["SubscriptionType"], one["Address"]) for one in subscribers),
    )


def _action(action: dict[str, Any]) -> CapturedBudgetAction:
    definition = action.get("Definition", {})
    scp, iam = definition.get("ScpActionDefinition", {}), definition.get("IamActionDefinition", {})
    roles = (*iam.get("Roles", ()), *iam.get("Groups", ()), *iam.get("Users", ()))
    return CapturedBudgetAction(
        id=action["ActionId"],
        type=action["ActionType"],
        status=action["Status"],
        approval=action["ApprovalModel"],
        policy=scp.get("PolicyId") or iam.get("PolicyArn", ""),
        targets=tuple(scp.get("TargetIds") or roles),
        role=action.get("ExecutionRoleArn", ""),
    )


def _monitors(reading: Reading) -> tuple[CapturedAnomalyMonitor, ...] | None:
    monitors = reading.list("ce:GetAnomalyMonitors", "AnomalyMonitors")
    if monitors is None:
        return None
    return tuple(
        CapturedAnomalyMonitor(
            arn=monitor["MonitorArn"],
            name=monitor["MonitorName"],
            type=monitor["MonitorType"],
            dimension=monitor.get("MonitorDimension", ""),
            specification=monitor.get("MonitorSpecification", {}),
        )
        for monitor in monitors
    )


def _subscriptions(reading: Reading) -> tuple[CapturedAnomalySubscription, ...] | None:
    subscriptions = reading.list("ce:GetAnomalySubscriptions", "AnomalySubscriptions")
    if subscriptions is None:
        return None
    return tuple(
        CapturedAnomalySubscription(
            arn=subscription["SubscriptionArn"],
            name=subscription["SubscriptionName"],
            frequency=subscription["Frequency"],
            monitors=tuple(subscription["MonitorArnList"]),
            subscribers=tuple((one["Type"], one["Address"]) for one in subscription["Subscribers"]),
            threshold=subscription.get("ThresholdExpression", {}),
        )
        for subscription in subscriptions
    )


READER = Reader(
    name="budgets",
    operations={
        "budgets:DescribeBudgets": "which budgets there are",
        "budgets:DescribeNotificationsForBudget": "at which thresholds a budget tells somebody",
        "budgets:DescribeSubscribersForNotification": "the subscribers of a budget",
        "budgets:DescribeBudgetActionsForAccount": "the actions of budgets",
        "ce:GetAnomalyMonitors": "which spending is watched for anomalies",
        "ce:GetAnomalySubscriptions": "who hears of anomalies",
    },
    read=_read,
)
