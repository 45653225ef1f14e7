"""The stack of the alerts deploys, changes and goes without touching the trail's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from emulator.client import running
from tests.stacks.deployed import Account
from tests.stacks.helpers import EXAMPLE, HOME, MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrails.baseline import Baseline

STACK = "guardrails-alerts"
QUEUE = f"arn:aws:sqs:{HOME}:{MANAGEMENT}:alerts"
FUNCTION = f"arn:aws:lambda:{HOME}:{MANAGEMENT}:function:alerts"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """A local AWS of its own, with the trail's log group."""
    with running(EXAMPLE) as aws:
        found = Account(aws)
        found.client("logs").create_log_group(logGroupName=_group(edited()))
        yield found


def _group(baseline: Baseline) -> str:
    assert baseline.trail is not None
    return baseline.trail.log_group


def _template(**more: Any) -> dict[str, Any]:
    return synthesized(edited(lambda data: data["alerts"].update(more))).template(STACK)


def _properties(template: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in template["Resources"].values() if each["Type"] == kind]


def _patterns(account: Account) -> dict[str, str]:
    pages = account.client("logs").get_paginator("describe_metric_filters")
    group = {"logGroupName": _group(edited())}
    return {
        one["filterName"]: one["filterPattern"]
        for page in pages.paginate(**group)
        for one in page["metricFilters"]
    }


def _alarms(account: Account) -> dict[str, dict[str, Any]]:
    found = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    return {one["AlarmName"].removeprefix("guardrails/"): one for one in found}


def test_its_life(account: Account) -> None:
    """All is there as synthesized, a change follows, and in the end nothing but the trail's is left."""
    template = _template()
    assert account.deploy(STACK, template) == "CREATE_COMPLETE", account.failures(STACK)
    wanted = _properties(template, "AWS::Logs::MetricFilter")
    assert _patterns(account) == {one["FilterName"]: one["FilterPattern"] for one in wanted}

    sns = account.client("sns")
    topics = {one["TopicArn"].rpartition("-")[2]: one["TopicArn"] for one in sns.list_topics()["Topics"]}
    alarms = _alarms(account)
    assert alarms["root-use"]["AlarmActions"] == [topics["critical"]]
    assert alarms["iam-policy-changes"]["AlarmActions"] == [topics["warning"]]
    assert alarms["unauthorized-calls"]["Threshold"] == 30
    told = sns.list_subscriptions_by_topic(TopicArn=topics["critical"])["Subscriptions"]
    assert {one["Endpoint"] for one in told} == {"security@example.com", "https://pager.example.com/aws"}
    keys = {sns.get_topic_attributes(TopicArn=arn)["Attributes"]["KmsMasterKeyId"] for arn in topics.values()}
    assert len(keys) == 1
    body = account.client("cloudwatch").get_dashboard(DashboardName=STACK)["DashboardBody"]
    assert f"arn:aws:cloudwatch:{HOME}:{MANAGEMENT}:alarm:guardrails/break-glass-use" in body

    changes = {"unauthorized-calls": {"threshold": 50}, "key-deletion": {"enabled": False}}
    subscribers = {
        "critical": {"queues": [QUEUE], "functions": [FUNCTION]},
        "info": {"emails": ["a@b.example"]},
    }
    changed = _template(alarms=changes, by_account=False, subscribers=subscribers)
    assert account.deploy(STACK, changed) == "UPDATE_COMPLETE", account.failures(STACK)
    alarms = _alarms(account)
    assert alarms["unauthorized-calls"]["Threshold"] == 50
    assert "key-deletion" not in alarms
    topics = {one["TopicArn"].rpartition("-")[2]: one["TopicArn"] for one in sns.list_topics()["Topics"]}
    assert topics.keys() == {"critical", "info"}
    told = sns.list_subscriptions_by_topic(TopicArn=topics["critical"])["Subscriptions"]
    assert {(one["Protocol"], one["Endpoint"]) for one in told} == {("sqs", QUEUE), ("lambda", FUNCTION)}
    assert alarms["iam-policy-changes"]["AlarmActions"] == [topics["info"]]
    assert len(_patterns(account)) == len(_properties(changed, "AWS::Logs::MetricFilter")) < len(wanted)

    account.client("cloudformation").delete_stack(StackName=STACK)
    assert not _alarms(account)
    assert not _patterns(account)
    groups = account.client("logs").describe_log_groups()["logGroups"]
    assert _group(edited()) in {one["logGroupName"] for one in groups}
