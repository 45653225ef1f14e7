"""`AWS::Budgets::Budget`."""

from __future__ import annotations

from typing import Any, ClassVar

from emulator.arns import build_arn
from emulator.aws import listed
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    client,
    is_gone,
)

_BUDGET = {
    "BudgetName": None,
    "BudgetType": None,
    "TimeUnit": None,
    "TimePeriod": None,
    "BudgetLimit": {"Amount": None, "Unit": None},
    "PlannedBudgetLimits": None,
    "AutoAdjustData": {"AutoAdjustType": None, "HistoricalOptions": {"BudgetAdjustmentPeriod": None}},
    "CostFilters": None,
    "CostTypes": None,
    "FilterExpression": None,
    "Metrics": None,
}


class BudgetResource(ResourceType):
    """`AWS::Budgets::Budget` with its notifications and their subscribers."""

    name = "AWS::Budgets::Budget"
    honoured: ClassVar[Shape] = {
        "Budget": _BUDGET,
        "NotificationsWithSubscribers": {
            "Notification": {
                "NotificationType": None,
                "ComparisonOperator": None,
                "Threshold": None,
                "ThresholdType": None,
            },
            "Subscribers": {"SubscriptionType": None, "Address": None},
        },
        "ResourceTags": None,
    }
    create_only = ("NotificationsWithSubscribers",)
    name_length = 100

    def create(self, properties: Properties, name: Name) -> str:
        """Make the budget; one under a name that is taken fails, as on AWS."""
        budget = {"BudgetName": name.generated, **properties["Budget"]}
        client("budgets").create_budget(
            AccountId=_account(),
            Budget=budget,
            NotificationsWithSubscribers=properties.get("NotificationsWithSubscribers") or [],
            ResourceTags=properties.get("ResourceTags") or [],
        )
        return str(budget["BudgetName"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the budget and its tags."""
        if not old:
            return
        budgets = client("budgets")
        budgets.update_budget(AccountId=_account(), NewBudget={**new["Budget"], "BudgetName": physical_id})
        before = {tag["Key"]: tag["Value"] for tag in old.get("ResourceTags") or []}
        after = {tag["Key"]: tag["Value"] for tag in new.get("ResourceTags") or []}
        put = [{"Key": key, "Value": value} for key, value in after.items() if before.get(key) != value]
        if put:
            budgets.tag_resource(ResourceARN=_arn(physical_id), ResourceTags=put)
        if before.keys() - after.keys():
            removed_keys = sorted(before.keys() - after.keys())
            budgets.untag_resource(ResourceARN=_arn(physical_id), ResourceTagKeys=removed_keys)

    def replaces(self, old: Properties, new: Properties) -> bool:
        """Return whether the budget's name changed."""
        return bool(old["Budget"].get("BudgetName") != new["Budget"].get("BudgetName"))

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the budget."""
        del properties
        client("budgets").delete_budget(AccountId=_account(), BudgetName=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the budget, its notifications and its tags."""
        budgets, named = client("budgets"), {"AccountId": _account(), "BudgetName": physical_id}
        try:
            budget = budgets.describe_budget(**named, ShowFilterExpression=True)["Budget"]
        except Exception as error:
            if is_gone(error, "NotFoundException"):
                return None
            raise
        expected = properties["Budget"]
        shown = {name: value for name, value in budget.items() if name in _BUDGET}
        for computed in ("BudgetName", "TimePeriod", "CostTypes", "Metrics"):
            if computed not in expected:
                shown.pop(computed, None)
        if "TimePeriod" in expected:
            shown["TimePeriod"] = _as_written(budget["TimePeriod"], expected["TimePeriod"])
        return {
            "Budget": shown,
            "NotificationsWithSubscribers": _notifications(named, properties),
            "ResourceTags": budgets.list_tags_for_resource(ResourceARN=_arn(physical_id))["ResourceTags"],
        }


def _account() -> str:
    return account_and_region()[0]


def _arn(budget: str) -> str:
    return build_arn("budgets", "", _account(), f"budget/{budget}")


def _as_written(actual: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Give each instant as the template writes it: a date, or seconds since the epoch."""
    written = {}
    for name, text in expected.items():
        instant = actual.get(name)
        if instant is not None and str(text).isdigit():
            written[name] = str(int(instant.timestamp()))
        elif instant is not None:
            written[name] = str(text) if str(text).startswith(f"{instant:%Y-%m-%d}") else instant.isoformat()
    return written


def _notifications(named: dict[str, str], properties: Properties) -> list[Properties]:
    budgets = client("budgets")
    expected = [entry["Notification"] for entry in properties.get("NotificationsWithSubscribers") or []]
    notifications = listed(budgets, "describe_notifications_for_budget", "Notifications", **named)
    shown = []
    for index, notification in enumerate(notifications):
        subscribers = budgets.describe_subscribers_for_notification(**named, Notification=notification)
        definition = {name: value for name, value in notification.items() if name != "NotificationState"}
        if (
            index < len(expected)
            and "ThresholdType" not in expected[index]
            and definition["ThresholdType"] == "PERCENTAGE"
        ):
            del definition["ThresholdType"]
        shown.append({"Notification": definition, "Subscribers": subscribers["Subscribers"]})
    return shown


TYPES = (BudgetResource(),)
