"""A deployed budget can be changed: the trap of its create-only alerts is really avoided."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from emulator.client import running
from tests.emulator.deployments import Deployments
from tests.stacks.deployed import Account
from tests.stacks.helpers import EXAMPLE, MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from collections.abc import Iterator

STACK = "guardrails-budgets"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """A local AWS of its own."""
    with running(EXAMPLE) as aws:
        yield Account(aws)


def _template(**limit: Any) -> dict[str, Any]:
    def edit(data: dict[str, Any]) -> None:
        data["budgets"] = {
            "subscribers": {"critical": ["oncall@example.com"], "warning": ["finance@example.com"]},
            "limits": {"team": limit, "planned": {"planned": PLAN}, "steady": {"amount": 5}},
        }
        del data["access"], data["trail"], data["alerts"], data["guardrails"], data["exemptions"]
        del data["accounts"]

    return synthesized(edited(edit)).template(STACK)


PLAN = {"starts": "2026-11", "amounts": list(range(100, 1300, 100))}


def _budgets(account: Account) -> dict[str, dict[str, Any]]:
    """Read every budget with its alerts and whom they tell, by its name in the baseline."""
    client, found = account.client("budgets"), {}
    for budget in client.describe_budgets(AccountId=MANAGEMENT, ShowFilterExpression=True)["Budgets"]:
        named = {"AccountId": MANAGEMENT, "BudgetName": budget["BudgetName"]}
        alerts = {}
        for one in client.describe_notifications_for_budget(**named)["Notifications"]:
            who = client.describe_subscribers_for_notification(**named, Notification=one)["Subscribers"]
            key = (one["NotificationType"], one["Threshold"])
            alerts[key] = [each["Address"].rpartition("-")[2] for each in who]
        if budget["BudgetName"].startswith("guardrails-"):
            found[budget["BudgetName"].split("-")[1]] = {**budget, "Alerts": alerts}
    return found


def test_thresholds_and_amounts_of_a_deployed_budget_change(account: Account) -> None:
    """Another amount, other thresholds, another severity, another period, other filters: it follows."""
    assert account.deploy(STACK, _template(amount=100)) == "CREATE_COMPLETE", account.failures(STACK)
    first = _budgets(account)
    assert first["team"]["Alerts"] == {
        ("ACTUAL", 80.0): ["warning"],
        ("ACTUAL", 100.0): ["warning"],
        ("FORECASTED", 100.0): ["warning"],
    }
    planned = first["planned"]["PlannedBudgetLimits"]
    assert [float(amount["Amount"]) for amount in planned.values()] == PLAN["amounts"]

    assert account.deploy(STACK, _template(amount=250)) == "UPDATE_COMPLETE", account.failures(STACK)
    second = _budgets(account)
    assert float(second["team"]["BudgetLimit"]["Amount"]) == 250
    assert second["team"]["BudgetName"] == first["team"]["BudgetName"]

    urgent = {"actual": [50, {"at": 90, "severity": "critical"}], "forecasted": []}
    assert account.deploy(STACK, _template(amount=250, **urgent)) == "UPDATE_COMPLETE", account.failures(
        STACK
    )
    third = _budgets(account)
    assert third.keys() == {"team", "planned", "steady"}
    assert third["team"]["Alerts"] == {("ACTUAL", 50.0): ["warning"], ("ACTUAL", 90.0): ["critical"]}
    assert third["team"]["BudgetName"] != second["team"]["BudgetName"]
    assert third["steady"]["BudgetName"] == second["steady"]["BudgetName"]

    adjusting = {"period": "quarterly", "auto_adjust": {"by": "history", "periods": 2}, **urgent}
    assert account.deploy(STACK, _template(**adjusting)) == "UPDATE_COMPLETE", account.failures(STACK)
    fourth = _budgets(account)["team"]
    assert (fourth["TimeUnit"], fourth["AutoAdjustData"]["AutoAdjustType"]) == ("QUARTERLY", "HISTORICAL")
    assert fourth["AutoAdjustData"]["HistoricalOptions"]["BudgetAdjustmentPeriod"] == 2
    assert fourth["BudgetName"] == third["team"]["BudgetName"]

    narrow = {"scope": "Sandbox", "zones": ["eu-central-1a"], "tags": {"team": ["shop", "checkout"]}}
    template = _template(period="yearly", amount=9, services=["AWS Lambda"], **narrow, **urgent)
    assert account.deploy(STACK, template) == "UPDATE_COMPLETE", account.failures(STACK)
    fifth = _budgets(account)["team"]
    assert (fifth["TimeUnit"], float(fifth["BudgetLimit"]["Amount"])) == ("ANNUALLY", 9)
    assert fifth["BudgetName"] == third["team"]["BudgetName"]
    parts = fifth["FilterExpression"]["And"]
    dimensions = {
        one["Dimensions"]["Key"]: one["Dimensions"]["Values"] for one in parts if "Dimensions" in one
    }
    assert dimensions == {
        "LINKED_ACCOUNT": ["777777777771"],
        "SERVICE": ["AWS Lambda"],
        "AZ": ["eu-central-1a"],
    }
    assert [one["Tags"]["Values"] for one in parts if "Tags" in one] == [["checkout", "shop"]]


def test_a_daily_budget_without_credits_is_deployed_and_changed(account: Account) -> None:
    """AWS takes the filter beside the metric; what is left out changes in place."""
    day = {"period": "daily", "amount": 40}
    template = _template(**day, without=["credits", "support"])
    assert account.deploy(STACK, template) in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}, account.failures(STACK)
    first = _budgets(account)["team"]
    assert (first["TimeUnit"], first["Alerts"].keys()) == ("DAILY", {("ACTUAL", 80.0), ("ACTUAL", 100.0)})
    assert first["FilterExpression"]["Not"]["Dimensions"]["Values"] == ["Credit", "Support"]
    changed = _template(**day, without=["refunds"])
    assert account.deploy(STACK, changed) == "UPDATE_COMPLETE", account.failures(STACK)
    second = _budgets(account)["team"]
    assert second["FilterExpression"]["Not"]["Dimensions"]["Values"] == ["Refund"]
    assert second["BudgetName"] == first["BudgetName"]


def test_the_trap_is_real(account: Account) -> None:
    """Under a fixed name the same change would fail: the new budget collides with the one it replaces."""
    before = _named(_template(amount=100), "fixed")
    after = copy.deepcopy(before)
    for resource in after["Resources"].values():
        resource["Properties"]["NotificationsWithSubscribers"].pop()
    assert account.deploy("trap", before) == "CREATE_COMPLETE", account.failures("trap")
    assert account.deploy("trap", after) == "UPDATE_ROLLBACK_COMPLETE"


def _named(template: dict[str, Any], end: str) -> dict[str, Any]:
    """Keep the budgets alone, under names with a fixed end."""
    budgets = {
        key: {"Type": resource["Type"], "Properties": resource["Properties"]}
        for key, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Budgets::Budget"
    }
    for number, resource in enumerate(budgets.values()):
        resource["Properties"]["Budget"]["BudgetName"] = f"{number} {end}"
    return {"Resources": budgets}


def test_budgets_stand_in_another_region(account: Account) -> None:
    """The stack comes up beside that of the home region; its topics are where it is."""

    def elsewhere(data: dict[str, Any]) -> None:
        data["budgets"] = {
            "region": "us-east-1",
            "subscribers": ["finance@example.com"],
            "limits": {"moved": {"amount": 5}},
        }

    template = synthesized(edited(elsewhere)).template(STACK)
    deployed = Deployments(account.aws, region="us-east-1").create(template["Resources"])
    assert (deployed.status, deployed.failures) == ("CREATE_COMPLETE", {})
    (topic,) = account.aws.client("sns", MANAGEMENT, "us-east-1").list_topics()["Topics"]
    assert topic["TopicArn"] == f"arn:aws:sns:us-east-1:{MANAGEMENT}:guardrails-budget-alerts-warning"
    assert _budgets(account)["moved"]["Alerts"].keys() == {
        ("ACTUAL", 80.0),
        ("ACTUAL", 100.0),
        ("FORECASTED", 100.0),
    }
