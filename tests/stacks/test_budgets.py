"""Budgets count the right accounts, and people hear of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guardrails.baseline.sections.budgets import Budget
from guardrails.stacks.budgets import account_filter, budget_name
from tests.stacks.helpers import HOME, MANAGEMENT, statement

if TYPE_CHECKING:
    from guardrails.baseline import Baseline
    from tests.stacks.helpers import Assembly

STACK = "guardrails-budgets"
TOPIC = f"arn:aws:sns:{HOME}:{MANAGEMENT}:guardrails-budget-alerts"
ON_BEHALF = {
    "StringEquals": {"aws:SourceAccount": MANAGEMENT},
    "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{MANAGEMENT}:*"},
}


def budget(assembly: Assembly, name: str) -> dict[str, Any]:
    """Return the properties of the budget whose name begins like this."""
    (found,) = (
        resource["Properties"]
        for resource in assembly.of_type(STACK, "AWS::Budgets::Budget").values()
        if resource["Properties"]["Budget"]["BudgetName"].startswith(f"guardrails-{name}-")
    )
    properties: dict[str, Any] = found
    return properties


def test_a_unit_is_the_linked_accounts_below_it(assembly: Assembly) -> None:
    """LinkedAccount is a dimension, not a tag: as a tag the budget would never see a cost."""
    assert budget(assembly, "workloads")["Budget"]["FilterExpression"] == {
        "Dimensions": {
            "Key": "LINKED_ACCOUNT",
            "MatchOptions": ["EQUALS"],
            "Values": [
                "444444444441",
                "444444444442",
                "444444444443",
                "555555555551",
                "555555555552",
                "666666666661",
                "666666666662",
            ],
        }
    }


def test_an_account_is_itself_alone(assembly: Assembly) -> None:
    """One account, one value."""
    dimensions = budget(assembly, "sandbox-ada")["Budget"]["FilterExpression"]["Dimensions"]
    assert dimensions["Values"] == ["777777777771"]


def test_the_organization_is_the_whole_bill(assembly: Assembly) -> None:
    """Without a filter the management account counts as well."""
    data = budget(assembly, "organization")["Budget"]
    assert "FilterExpression" not in data
    assert data["BudgetLimit"] == {"Amount": 10000, "Unit": "USD"}
    assert (data["BudgetType"], data["TimeUnit"], data["Metrics"]) == ("COST", "MONTHLY", ["UnblendedCost"])


def test_the_management_account_has_a_budget_when_named(baseline: Baseline) -> None:
    """Its path is its name."""
    found = account_filter(Budget(scope="management", amount=1), baseline.tree)
    assert found is not None
    assert found._values["dimensions"].values == [MANAGEMENT]


def test_every_threshold_alerts_the_one_topic(assembly: Assembly) -> None:
    """People are subscribed to the topic: a subscriber of the budget itself would replace it."""
    alerts = [
        (
            alert["Notification"]["NotificationType"],
            alert["Notification"]["Threshold"],
            alert["Notification"]["ThresholdType"],
            alert["Notification"]["ComparisonOperator"],
        )
        for alert in budget(assembly, "organization")["NotificationsWithSubscribers"]
    ]
    assert alerts == [
        ("ACTUAL", 50, "PERCENTAGE", "GREATER_THAN"),
        ("ACTUAL", 80, "PERCENTAGE", "GREATER_THAN"),
        ("ACTUAL", 100, "PERCENTAGE", "GREATER_THAN"),
        ("FORECASTED", 100, "PERCENTAGE", "GREATER_THAN"),
    ]
    subscribers = [
        subscriber
        for resource in assembly.of_type(STACK, "AWS::Budgets::Budget").values()
        for alert in resource["Properties"]["NotificationsWithSubscribers"]
        for subscriber in alert["Subscribers"]
    ]
    assert all(item == {"SubscriptionType": "SNS", "Address": TOPIC} for item in subscribers)


def test_people_are_subscribed_to_the_topic(assembly: Assembly) -> None:
    """The addresses are the baseline's."""
    (topic,) = assembly.of_type(STACK, "AWS::SNS::Topic")
    subscriptions = [
        resource["Properties"] for resource in assembly.of_type(STACK, "AWS::SNS::Subscription").values()
    ]
    assert {item["Endpoint"] for item in subscriptions} == {"finance@example.com", "platform@example.com"}
    assert all(item["TopicArn"] == {"Ref": topic} for item in subscriptions)
    assert all(item["Protocol"] == "email" for item in subscriptions)


def test_aws_budgets_may_publish(assembly: Assembly) -> None:
    """Only for budgets of this account: otherwise anybody's budget could write to our topic."""
    document = assembly.only(STACK, "AWS::SNS::TopicPolicy")["PolicyDocument"]
    publish = statement(document, "PublishAlerts")
    assert publish == {
        "Sid": "PublishAlerts",
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": TOPIC,
        "Condition": ON_BEHALF,
    }


def test_aws_budgets_may_use_the_key(assembly: Assembly) -> None:
    """An encrypted topic whose key the publisher can't use swallows every alert."""
    key = assembly.only(STACK, "AWS::KMS::Key")
    use = statement(key["KeyPolicy"], "EncryptAlerts")
    assert use["Principal"] == {"Service": "budgets.amazonaws.com"}
    assert use["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert use["Condition"] == ON_BEHALF
    (key_id,) = assembly.of_type(STACK, "AWS::KMS::Key")
    assert assembly.only(STACK, "AWS::SNS::Topic")["KmsMasterKeyId"] == {"Fn::GetAtt": [key_id, "Arn"]}


def test_a_changed_alert_changes_the_name() -> None:
    """The alert replaces the budget, and a replacement of the same name collides with what it replaces."""
    usual = Budget(amount=100)
    changes: list[dict[str, Any]] = [{"actual": (90.0,)}, {"forecasted": (80.0,)}]
    names = [budget_name("a", usual.model_copy(update=change), TOPIC) for change in changes]
    names += [budget_name("a", usual, TOPIC), budget_name("a", usual, f"{TOPIC}-elsewhere")]
    assert len(set(names)) == 4


def test_a_changed_amount_keeps_the_name() -> None:
    """The amount and the scope are updated in place: the history stays."""
    usual = Budget(amount=100)
    for change in ({"amount": 200.0}, {"scope": "Workloads"}):
        changed = usual.model_copy(update=change)
        assert budget_name("a", changed, TOPIC) == budget_name("a", usual, TOPIC)


def test_names_never_look_like_telephone_numbers() -> None:
    """AWS refuses such names; the part that is computed has no digits."""
    budgets = [Budget(amount=1, actual=(percent,)) for percent in range(1, 200)]
    names = [budget_name("x", budget, TOPIC) for budget in budgets]
    assert all(name.removeprefix("guardrails-x-").isalpha() for name in names)
    assert len(set(names)) == 199
