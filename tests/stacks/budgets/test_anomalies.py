"""Cost anomaly detection: what is watched, who is told from which size on, and what AWS takes only once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.stacks.budgets.test_stack import STACK, TOPIC
from tests.stacks.helpers import HOME, MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

MONITOR, SUBSCRIPTION = "AWS::CE::AnomalyMonitor", "AWS::CE::AnomalySubscription"
EXISTING = f"arn:aws:ce::{MANAGEMENT}:anomalymonitor/1234abcd"
WATCHED: dict[str, Any] = {
    "services": [{"amount": 100, "percent": 40}],
    "accounts": [{"amount": 1000, "severity": "critical"}, {"percent": 12.5}],
    "groups": {
        "shop": {"tags": {"team": ["shop", "checkout"]}, "alerts": [{"amount": 10}]},
        "prod": {"scope": "Workloads/Prod", "alerts": [{"amount": 10, "severity": "info"}]},
    },
}


def with_anomalies(anomalies: dict[str, Any] | None, **budgets: Any) -> Assembly:
    """Synthesize budgets with a part `anomalies`, and nothing else."""

    def edit(data: dict[str, Any]) -> None:
        subscribers = {"critical": ["oncall@example.com"], "warning": ["finance@example.com"]}
        data["budgets"] = {"subscribers": subscribers, "limits": {"team": {"amount": 5}}, **budgets}
        if anomalies is not None:
            data["budgets"]["anomalies"] = anomalies
        for section in ("access", "trail", "alerts", "guardrails", "exemptions", "accounts"):
            del data[section]

    return synthesized(edited(edit))


@pytest.fixture(scope="module")
def watched() -> Assembly:
    """Everything that can be watched."""
    return with_anomalies(WATCHED)


def _properties(assembly: Assembly, kind: str) -> list[dict[str, Any]]:
    return [resource["Properties"] for resource in assembly.of_type(STACK, kind).values()]


def test_services_and_accounts_are_watched_by_managed_monitors(watched: Assembly) -> None:
    """New services and new accounts are watched without a change."""
    managed = {
        properties["MonitorName"]: properties["MonitorDimension"]
        for properties in _properties(watched, MONITOR)
        if properties["MonitorType"] == "DIMENSIONAL"
    }
    assert managed == {"guardrails services": "SERVICE", "guardrails accounts": "LINKED_ACCOUNT"}


def test_a_tag_is_watched_by_a_managed_monitor() -> None:
    """It names the key alone."""
    (monitor,) = _properties(with_anomalies({"tags": {"team": [{"amount": 5}]}}), MONITOR)
    assert monitor == {
        "MonitorName": "guardrails tag team",
        "MonitorType": "DIMENSIONAL",
        "MonitorDimension": "TAG",
        "MonitorSpecification": '{"Tags": {"Key": "team"}}',
    }


def test_groups_are_sums_of_accounts_or_of_values_of_a_tag(watched: Assembly) -> None:
    """Each is a monitor of its own kind, without a dimension."""
    custom = [item for item in _properties(watched, MONITOR) if item["MonitorType"] == "CUSTOM"]
    specifications = [json.loads(properties["MonitorSpecification"]) for properties in custom]
    accounts = ["444444444441", "444444444442", "444444444443"]
    assert sorted(specifications, key=str) == [
        {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": accounts}},
        {"Tags": {"Key": "team", "Values": ["checkout", "shop"]}},
    ]


def _at_least(key: str, limit: str) -> dict[str, Any]:
    test = {"Key": key, "MatchOptions": ["GREATER_THAN_OR_EQUAL"], "Values": [limit]}
    return {"Dimensions": test}


AMOUNT, PERCENT = "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "ANOMALY_TOTAL_IMPACT_PERCENTAGE"


def test_each_threshold_tells_the_topic_of_its_severity(watched: Assembly) -> None:
    """Absolute, relative or both; the severity that has no subscribers goes to the next higher one."""
    alerts = {
        properties["SubscriptionName"]: (
            json.loads(properties["ThresholdExpression"]),
            [(entry["Type"], entry["Address"]) for entry in properties["Subscribers"]],
        )
        for properties in _properties(watched, SUBSCRIPTION)
    }
    assert alerts == {
        "guardrails services: 100 US dollars and 40 %": (
            {"And": [_at_least(AMOUNT, "100"), _at_least(PERCENT, "40")]},
            [("SNS", f"{TOPIC}warning")],
        ),
        "guardrails accounts: 1000 US dollars": (_at_least(AMOUNT, "1000"), [("SNS", f"{TOPIC}critical")]),
        "guardrails accounts: 12.5 %": (_at_least(PERCENT, "12.5"), [("SNS", f"{TOPIC}warning")]),
        "guardrails group shop: 10 US dollars": (_at_least(AMOUNT, "10"), [("SNS", f"{TOPIC}warning")]),
        "guardrails group prod: 10 US dollars": (_at_least(AMOUNT, "10"), [("SNS", f"{TOPIC}warning")]),
    }
    assert {properties["Frequency"] for properties in _properties(watched, SUBSCRIPTION)} == {"IMMEDIATE"}


def test_a_subscription_waits_for_the_policies_of_the_topics(watched: Assembly) -> None:
    """Otherwise the first anomaly would be lost."""
    policies = set(watched.of_type(STACK, "AWS::SNS::TopicPolicy"))
    for resource in watched.of_type(STACK, SUBSCRIPTION).values():
        assert policies <= set(resource["DependsOn"])


def _allowing(assembly: Assembly, kind: str, document: str) -> list[list[dict[str, Any]]]:
    return [
        [
            statement
            for statement in properties[document]["Statement"]
            if statement["Principal"] == {"Service": "costalerts.amazonaws.com"}
        ]
        for properties in _properties(assembly, kind)
    ]


def test_anomaly_detection_may_publish_for_this_account_alone(watched: Assembly) -> None:
    """To the topics, and with their key; without anomalies nothing is allowed."""
    condition = {"StringEquals": {"aws:SourceAccount": MANAGEMENT}}
    for (statement,) in _allowing(watched, "AWS::SNS::TopicPolicy", "PolicyDocument"):
        assert (statement["Action"], statement["Condition"]) == ("sns:Publish", condition)
    ((statement,),) = _allowing(watched, "AWS::KMS::Key", "KeyPolicy")
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert statement["Condition"] == condition
    without = with_anomalies(None)
    assert _allowing(without, "AWS::SNS::TopicPolicy", "PolicyDocument") == [[]]
    assert _allowing(without, "AWS::KMS::Key", "KeyPolicy") == [[]]


def test_a_topic_that_hears_of_budgets_alone_takes_no_anomalies() -> None:
    """Anomalies go to the warning topic here; the critical one is a budget's."""
    critical = {"team": {"amount": 5, "actual": [{"at": 100, "severity": "critical"}]}}
    assembly = with_anomalies({"services": [{"amount": 1}]}, limits=critical)
    allowed = {
        properties["PolicyDocument"]["Statement"][0]["Resource"].rpartition("-")[2]: len(statements)
        for properties, statements in zip(
            _properties(assembly, "AWS::SNS::TopicPolicy"),
            _allowing(assembly, "AWS::SNS::TopicPolicy", "PolicyDocument"),
            strict=True,
        )
    }
    assert allowed == {"critical": 0, "warning": 1}


def test_an_existing_monitor_is_subscribed_to_and_not_made() -> None:
    """AWS takes no second monitor of services."""
    assembly = with_anomalies({"services": [{"amount": 100}], "existing": {"services": EXISTING}})
    assert assembly.of_type(STACK, MONITOR) == {}
    (subscription,) = _properties(assembly, SUBSCRIPTION)
    assert subscription["MonitorArnList"] == [EXISTING]


def test_tags_of_the_baseline_replace_no_monitor(watched: Assembly) -> None:
    """Both types have them create-only, and a second monitor of services would be refused."""
    for kind in (MONITOR, SUBSCRIPTION):
        assert all("ResourceTags" not in properties for properties in _properties(watched, kind))


def test_the_first_stack_alone_has_the_monitors() -> None:
    """However many stacks the budgets are spread over."""
    assembly = with_anomalies(WATCHED, stacks=2)
    assert assembly.of_type(f"{STACK}-2", MONITOR) == {}
    assert len(assembly.of_type(STACK, MONITOR)) == 4


def test_they_stand_beside_the_topics() -> None:
    """In the region of the budgets."""
    assembly = with_anomalies({"services": [{"amount": 100}]}, region="us-east-1")
    (subscription,) = _properties(assembly, SUBSCRIPTION)
    (subscriber,) = subscription["Subscribers"]
    assert subscriber["Address"] == f"{TOPIC}warning".replace(HOME, "us-east-1")
