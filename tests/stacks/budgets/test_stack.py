"""Budgets count the right accounts, and people hear of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from guardrails.baseline.sections.budgets import Budget, Threshold
from guardrails.errors import InputError
from guardrails.stacks.budgets.cost_budget import budget_name
from tests.stacks.helpers import HOME, MANAGEMENT, edited, statement, synthesized

if TYPE_CHECKING:
    from guardrails.baseline import Baseline
    from tests.stacks.helpers import Assembly

STACK = "guardrails-budgets"
TOPIC = f"arn:aws:sns:{HOME}:{MANAGEMENT}:guardrails-budget-alerts-"
TOPICS = {severity: TOPIC + severity for severity in ("critical", "warning", "info")}
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


EVERYTHING = {
    "subscribers": {"critical": ["oncall@example.com"], "warning": ["finance@example.com"]},
    "limits": {
        "management": {"scope": "management", "amount": 1},
        "storage": {"services": ["Amazon Simple Storage Service", "AWS Backup"], "amount": 2},
        "zone": {"zones": ["eu-central-1a"], "amount": 3},
        "team": {"tags": {"team": ["shop"], "stage": ["prod", "test"]}, "amount": 4},
        "all": {
            "scope": "Sandbox",
            "services": ["AmazonCloudWatch"],
            "zones": ["eu-central-1a"],
            "tags": {"team": ["shop"]},
            "amount": 5,
        },
        "quarter": {"period": "quarterly", "amount": 6},
        "year": {"period": "yearly", "amount": 7.5},
        "day": {"period": "daily", "amount": 40, "without": ["support", "credits"]},
        "days": {"period": "daily", "auto_adjust": {"by": "history"}},
        "gross": {"scope": "Sandbox/sandbox-ada", "amount": 9, "without": ["refunds", "taxes"]},
        "months": {"planned": {"starts": "2026-11", "amounts": [100.5, *range(200, 1300, 100)]}},
        "quarters": {
            "period": "quarterly",
            "planned": {"starts": "2026-10", "amounts": [10, 20, 30, 40]},
        },
        "history": {"auto_adjust": {"by": "history"}},
        "three": {"auto_adjust": {"by": "history", "periods": 3}},
        "forecast": {"auto_adjust": {"by": "forecast"}},
        "urgent": {
            "amount": 8,
            "actual": [80, {"at": 100, "severity": "critical"}],
            "forecasted": [{"at": 120.5, "severity": "critical"}],
        },
    },
}


@pytest.fixture(scope="module")
def everything() -> Assembly:
    """A baseline with a budget of every kind."""

    def edit(data: dict[str, Any]) -> None:
        data["budgets"] = EVERYTHING
        del data["access"], data["trail"], data["alerts"], data["guardrails"], data["exemptions"]
        del data["accounts"]

    return synthesized(edited(edit))


def _only(key: str, *values: str) -> dict[str, Any]:
    return {"Dimensions": {"Key": key, "MatchOptions": ["EQUALS"], "Values": list(values)}}


def _tagged(key: str, *values: str) -> dict[str, Any]:
    return {"Tags": {"Key": key, "MatchOptions": ["EQUALS"], "Values": list(values)}}


FILTERS = (
    ("management", _only("LINKED_ACCOUNT", MANAGEMENT)),
    ("storage", _only("SERVICE", "AWS Backup", "Amazon Simple Storage Service")),
    ("zone", _only("AZ", "eu-central-1a")),
    ("team", {"And": [_tagged("stage", "prod", "test"), _tagged("team", "shop")]}),
    (
        "all",
        {
            "And": [
                _only("LINKED_ACCOUNT", "777777777771"),
                _only("SERVICE", "AmazonCloudWatch"),
                _only("AZ", "eu-central-1a"),
                _tagged("team", "shop"),
            ]
        },
    ),
)


@pytest.mark.parametrize(("name", "expected"), FILTERS, ids=[case[0] for case in FILTERS])
def test_what_counts(everything: Assembly, name: str, expected: dict[str, Any]) -> None:
    """A cost counts when it passes every filter."""
    assert budget(everything, name)["Budget"]["FilterExpression"] == expected


AMOUNTS = (
    ("quarter", {"TimeUnit": "QUARTERLY", "BudgetLimit": {"Amount": 6, "Unit": "USD"}}),
    ("year", {"TimeUnit": "ANNUALLY", "BudgetLimit": {"Amount": 7.5, "Unit": "USD"}}),
    (
        "quarters",
        {
            "TimeUnit": "QUARTERLY",
            "PlannedBudgetLimits": {
                "1790812800": {"Amount": "10", "Unit": "USD"},
                "1798761600": {"Amount": "20", "Unit": "USD"},
                "1806537600": {"Amount": "30", "Unit": "USD"},
                "1814400000": {"Amount": "40", "Unit": "USD"},
            },
        },
    ),
    (
        "history",
        {
            "TimeUnit": "MONTHLY",
            "AutoAdjustData": {
                "AutoAdjustType": "HISTORICAL",
                "HistoricalOptions": {"BudgetAdjustmentPeriod": 12},
            },
        },
    ),
    (
        "three",
        {
            "TimeUnit": "MONTHLY",
            "AutoAdjustData": {
                "AutoAdjustType": "HISTORICAL",
                "HistoricalOptions": {"BudgetAdjustmentPeriod": 3},
            },
        },
    ),
    ("forecast", {"TimeUnit": "MONTHLY", "AutoAdjustData": {"AutoAdjustType": "FORECAST"}}),
)


@pytest.mark.parametrize(("name", "expected"), AMOUNTS, ids=[case[0] for case in AMOUNTS])
def test_how_much(everything: Assembly, name: str, expected: dict[str, Any]) -> None:
    """An amount for each period, a plan or an adjustment: never two of them, which AWS refuses."""
    amounts = ("TimeUnit", "BudgetLimit", "PlannedBudgetLimits", "AutoAdjustData")
    found = budget(everything, name)["Budget"]
    assert {key: found[key] for key in amounts if key in found} == expected


def test_a_plan_has_the_first_of_each_month(everything: Assembly) -> None:
    """Twelve months, in seconds since 1970, across the turn of the year."""
    plan = budget(everything, "months")["Budget"]["PlannedBudgetLimits"]
    starts = [datetime.fromtimestamp(int(start), UTC) for start in plan]
    assert [start.isoformat() for start in starts[:3]] == [
        "2026-11-01T00:00:00+00:00",
        "2026-12-01T00:00:00+00:00",
        "2027-01-01T00:00:00+00:00",
    ]
    assert len(starts) == 12
    assert [amount["Amount"] for amount in plan.values()][:3] == ["100.5", "200", "300"]


def test_an_alert_goes_to_the_topic_of_its_severity(everything: Assembly) -> None:
    """What names no severity is a warning."""
    alerts = [
        (alert["Notification"]["NotificationType"], alert["Notification"]["Threshold"], who["Address"])
        for alert in budget(everything, "urgent")["NotificationsWithSubscribers"]
        for who in alert["Subscribers"]
    ]
    assert alerts == [
        ("ACTUAL", 80, TOPICS["warning"]),
        ("ACTUAL", 100, TOPICS["critical"]),
        ("FORECASTED", 120.5, TOPICS["critical"]),
    ]


def test_each_severity_has_its_audience(everything: Assembly) -> None:
    """A topic for each severity that a threshold has, and its people on it."""
    topics = everything.of_type(STACK, "AWS::SNS::Topic")
    names = {key: topic["Properties"]["TopicName"] for key, topic in topics.items()}
    told = {
        (names[resource["Properties"]["TopicArn"]["Ref"]], resource["Properties"]["Endpoint"])
        for resource in everything.of_type(STACK, "AWS::SNS::Subscription").values()
    }
    assert told == {
        ("guardrails-budget-alerts-critical", "oncall@example.com"),
        ("guardrails-budget-alerts-warning", "finance@example.com"),
    }


def test_a_daily_budget_leaves_kinds_of_costs_out(everything: Assembly) -> None:
    """By a filter: AWS takes no CostTypes beside the metric. A forecast of a day would be refused."""
    day = budget(everything, "day")
    assert (day["Budget"]["TimeUnit"], day["Budget"]["BudgetLimit"]["Amount"]) == ("DAILY", 40)
    assert day["Budget"]["FilterExpression"] == _leaves_out("Credit", "Support")
    kinds = {alert["Notification"]["NotificationType"] for alert in day["NotificationsWithSubscribers"]}
    assert kinds == {"ACTUAL"}
    assert budget(everything, "days")["Budget"]["AutoAdjustData"]["HistoricalOptions"] == {
        "BudgetAdjustmentPeriod": 60
    }
    accounts, left_out = budget(everything, "gross")["Budget"]["FilterExpression"]["And"]
    assert accounts["Dimensions"]["Key"] == "LINKED_ACCOUNT"
    assert left_out == _leaves_out("Refund", "Tax")


def _leaves_out(*record_types: str) -> dict[str, Any]:
    dimension = {"Key": "RECORD_TYPE", "Values": list(record_types), "MatchOptions": ["EQUALS"]}
    return {"Not": {"Dimensions": dimension}}


def test_every_threshold_alerts_a_topic(assembly: Assembly) -> None:
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
    assert {item["SubscriptionType"] for item in subscribers} == {"SNS"}
    assert {item["Address"] for item in subscribers} <= set(TOPICS.values())


def test_a_list_of_people_hears_everything() -> None:
    """Whatever the severities are, each has a topic with the whole list on it."""

    def urgent(data: dict[str, Any]) -> None:
        data["budgets"] = {
            "subscribers": ["a@example.com", "b@example.com"],
            "limits": {"one": {"amount": 1, "actual": [{"at": 90, "severity": "info"}]}},
        }

    section = edited(urgent).budgets
    assert section is not None
    everybody = ("a@example.com", "b@example.com")
    assert section.audiences == {"warning": everybody, "info": everybody}


def test_aws_budgets_may_publish(assembly: Assembly) -> None:
    """Only for budgets of this account: otherwise anybody's budget could write to our topics."""
    policies = assembly.of_type(STACK, "AWS::SNS::TopicPolicy").values()
    published = [statement(one["Properties"]["PolicyDocument"], "PublishAlerts") for one in policies]
    assert {one["Resource"] for one in published} <= set(TOPICS.values())
    for publish in published:
        assert publish == {
            "Sid": "PublishAlerts",
            "Effect": "Allow",
            "Principal": {"Service": "budgets.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": publish["Resource"],
            "Condition": ON_BEHALF,
        }


def test_aws_budgets_may_use_the_key(assembly: Assembly) -> None:
    """An encrypted topic whose key the publisher can't use swallows every alert."""
    ((name, key),) = assembly.of_type(STACK, "AWS::KMS::Key").items()
    use = statement(key["Properties"]["KeyPolicy"], "EncryptAlerts")
    assert use["Principal"] == {"Service": "budgets.amazonaws.com"}
    assert use["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert use["Condition"] == ON_BEHALF
    topics = assembly.of_type(STACK, "AWS::SNS::Topic").values()
    used = [topic["Properties"]["KmsMasterKeyId"] for topic in topics]
    assert used == [{"Fn::GetAtt": [name, "Arn"]}] * 2


def test_a_budget_waits_until_aws_may_publish(assembly: Assembly) -> None:
    """AWS checks the topics when it makes a budget."""
    policies = set(assembly.of_type(STACK, "AWS::SNS::TopicPolicy"))
    for resource in assembly.of_type(STACK, "AWS::Budgets::Budget").values():
        assert set(resource["DependsOn"]) == policies


def test_a_changed_alert_changes_the_name() -> None:
    """The alert replaces the budget, and a replacement of the same name collides with what it replaces."""
    usual = Budget(amount=100)
    changes: list[dict[str, Any]] = [
        {"actual": (Threshold(at=90),)},
        {"forecasted": (Threshold(at=80),)},
        {"forecasted": (Threshold(at=100, severity="critical"),)},
    ]
    names = [budget_name("a", usual.model_copy(update=change), TOPICS) for change in changes]
    elsewhere = {severity: f"{arn}-elsewhere" for severity, arn in TOPICS.items()}
    names += [budget_name("a", usual, TOPICS), budget_name("a", usual, elsewhere)]
    assert len(set(names)) == 5


def test_a_changed_amount_keeps_the_name() -> None:
    """The amount and the filters are updated in place: the history stays."""
    usual = Budget(amount=100)
    for change in ({"amount": 200.0}, {"scope": "Workloads"}, {"zones": ("eu-central-1a",)}):
        changed = usual.model_copy(update=change)
        assert budget_name("a", changed, TOPICS) == budget_name("a", usual, TOPICS)


def test_names_never_look_like_telephone_numbers() -> None:
    """AWS refuses such names; the part that is computed has no digits."""
    budgets = [Budget(amount=1, actual=(Threshold(at=percent),)) for percent in range(1, 200)]
    names = [budget_name("x", budget, TOPICS) for budget in budgets]
    assert all(name.removeprefix("guardrails-x-").isalpha() for name in names)
    assert len(set(names)) == 199


def _many(count: int, stacks: int) -> Baseline:
    def edit(data: dict[str, Any]) -> None:
        limits = {f"team {number}": {"amount": 1} for number in range(count)}
        data["budgets"] = {"subscribers": ["a@example.com"], "stacks": stacks, "limits": limits}
        del data["access"], data["trail"], data["alerts"], data["guardrails"], data["exemptions"]
        del data["accounts"]

    return edited(edit)


def test_budgets_without_number_spread_over_stacks() -> None:
    """Each budget stands in one stack; all alert the topics of the first, which is deployed first."""
    assembly = synthesized(_many(900, 3))
    stacks = [STACK, f"{STACK}-2", f"{STACK}-3"]
    budgets = [assembly.of_type(stack, "AWS::Budgets::Budget") for stack in stacks]
    assert all(budgets)
    assert sum(map(len, budgets)) == len({key for part in budgets for key in part}) == 900
    assert [len(assembly.of_type(stack, "AWS::SNS::Topic")) for stack in stacks] == [1, 0, 0]
    for stack, before in zip(stacks[1:], stacks, strict=False):
        assert before in assembly.stacks[stack]["dependencies"]
        assert set(assembly.template(stack)) == {"Description", "Resources"}
    addresses = {
        who["Address"]
        for part in budgets
        for resource in part.values()
        for alert in resource["Properties"]["NotificationsWithSubscribers"]
        for who in alert["Subscribers"]
    }
    assert addresses == {TOPICS["warning"]}


def test_too_many_budgets_for_the_stacks_are_refused() -> None:
    """The error names the figure, the limit and the number of stacks that is enough."""
    with pytest.raises(InputError, match=r"budgets.stacks to 3; it is 1 now") as caught:
        synthesized(_many(900, 1))
    assert "guardrails-budgets would have 904 resources; at most 450 fit" in str(caught.value)
    synthesized(_many(900, 3))


def _elsewhere(file: dict[str, Any]) -> None:
    file["budgets"] |= {"region": "us-east-1", "stacks": 2}


def test_budgets_stand_in_another_region_with_their_topics() -> None:
    """Every stack of theirs, the topics, their policies and the alerts; nothing else moves."""
    before, after = synthesized(edited()), synthesized(edited(_elsewhere))
    places = {name: stack["environment"] for name, stack in after.stacks.items()}
    moved = {name for name, place in places.items() if place == f"aws://{MANAGEMENT}/us-east-1"}
    assert moved == {STACK, f"{STACK}-2"}
    for name in before.stacks.keys() - {STACK, "guardrails-alerts"}:
        assert before.template(name) == after.template(name), name
    text = "".join((after.directory / f"{name}.template.json").read_text() for name in moved)
    assert HOME not in text.replace('"eu-central-1a"', "")
    topic = f"arn:aws:sns:us-east-1:{MANAGEMENT}:guardrails-budget-alerts-"
    policies = after.of_type(STACK, "AWS::SNS::TopicPolicy").values()
    resources = {
        each["Resource"] for one in policies for each in one["Properties"]["PolicyDocument"]["Statement"]
    }
    assert resources == {f"{topic}critical", f"{topic}warning"}
    for name in moved:
        for resource in after.of_type(name, "AWS::Budgets::Budget").values():
            for alert in resource["Properties"]["NotificationsWithSubscribers"]:
                assert alert["Subscribers"][0]["Address"] in resources


def test_budgets_of_two_regions_have_two_names() -> None:
    """A budget's name is unique in the account: the new stack is made while the old one is there."""
    names = [
        {
            resource["Properties"]["Budget"]["BudgetName"]
            for name in assembly.stacks
            if name.startswith(STACK)
            for resource in assembly.of_type(name, "AWS::Budgets::Budget").values()
        }
        for assembly in (synthesized(edited()), synthesized(edited(_elsewhere)))
    ]
    assert len(names[0]) == len(names[1]) > 3
    assert names[0].isdisjoint(names[1])
