"""AWS Budgets: what a budget consists of, and whom it tells.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator.errors import ApiError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

_INVALID = "InvalidParameterException"
# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html
NOTIFICATIONS, EMAILS, TOPICS = 10, 10, 1
_TOPIC = re.compile(r"arn:[\w-]+:sns:.+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _create(parameters: Parameters, _: OrganizationState) -> None:
    _check_budget(parameters["Budget"])
    notified = parameters.get("NotificationsWithSubscribers") or []
    if len(notified) > NOTIFICATIONS:
        raise ApiError("CreationLimitExceededException", f"A budget has up to {NOTIFICATIONS} notifications.")
    for entry in notified:
        _check_forecast(parameters["Budget"], entry["Notification"])
        _check_subscribers(entry.get("Subscribers") or [])


def _update(parameters: Parameters, _: OrganizationState) -> None:
    _check_budget(parameters["NewBudget"])


def _check_budget(budget: dict[str, Any]) -> None:
    if "BudgetLimit" in budget and "PlannedBudgetLimits" in budget:
        raise ApiError(_INVALID, "Specify either BudgetLimit or PlannedBudgetLimits.")
    if ("FilterExpression" in budget or "Metrics" in budget) and (
        "CostFilters" in budget or "CostTypes" in budget
    ):
        raise ApiError(_INVALID, "Specify either FilterExpression and Metrics or CostFilters and CostTypes.")


def _check_forecast(budget: dict[str, Any], notification: dict[str, Any]) -> None:
    # https://github.com/JiRaska/open-bank-oss/pull/226
    if budget.get("TimeUnit") == "DAILY" and notification.get("NotificationType") == "FORECASTED":
        raise ApiError(_INVALID, "A daily budget has notifications of the type ACTUAL alone.")


def _check_subscribers(subscribers: list[dict[str, str]]) -> None:
    if not subscribers:
        raise ApiError(_INVALID, "A notification must have at least one subscriber.")
    kinds = [subscriber["SubscriptionType"] for subscriber in subscribers]
    if kinds.count("EMAIL") > EMAILS or kinds.count("SNS") > TOPICS:
        raise ApiError(
            "CreationLimitExceededException",
            f"A notification has up to {EMAILS} addresses and {TOPICS} topic.",
        )
    for subscriber in subscribers:
        is_email = subscriber["SubscriptionType"] == "EMAIL"
        if not (
            _EMAIL.fullmatch(subscriber["Address"]) if is_email else subscriber["Address"].startswith("arn:")
        ):
            raise ApiError(_INVALID, f"Invalid address: {subscriber['Address']}")


SERVICE = Service("budgets", "budgets", _INVALID, {"CreateBudget": _create, "UpdateBudget": _update})
