"""Whom an alarm tells, and that the message gets there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails.baseline import Baseline
from guardrails.errors import Finding
from guardrails.posture import compile_posture
from guardrails.stacks.alerts.alarms import chosen_alarms
from guardrails.stacks.alerts.room import findings
from guardrails.stacks.alerts.stack import RUNBOOK
from tests.baselines import REPOSITORY
from tests.stacks.helpers import HOME, MANAGEMENT, Assembly, Resource, edited, statement, synthesized

STACK = "guardrails-alerts"
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}


def properties(assembly: Assembly, kind: str) -> list[dict[str, Any]]:
    """Return the properties of every resource of a type."""
    return [resource["Properties"] for resource in assembly.of_type(STACK, kind).values()]


def by_name(resources: dict[str, Resource], key: str) -> dict[str, str]:
    """Return the logical ids by a property that names the resource."""
    return {resource["Properties"][key]: logical_id for logical_id, resource in resources.items()}


@pytest.fixture(scope="module")
def topics(assembly: Assembly) -> dict[str, str]:
    """The logical ids of the topics, by severity."""
    names = by_name(assembly.of_type(STACK, "AWS::SNS::Topic"), "TopicName")
    return {name.removeprefix("guardrails-alerts-"): logical_id for name, logical_id in names.items()}


def test_one_encrypted_topic_a_severity(assembly: Assembly, topics: dict[str, str]) -> None:
    """All use one key of ours, since CloudWatch can't use AWS's own."""
    (key,) = assembly.of_type(STACK, "AWS::KMS::Key")
    assert set(topics) == {"critical", "warning"}
    assert all(
        topic["KmsMasterKeyId"] == {"Fn::GetAtt": [key, "Arn"]}
        for topic in properties(assembly, "AWS::SNS::Topic")
    )


def test_each_alarm_says_whose_it_is_and_what_to_do(assembly: Assembly) -> None:
    """Its message names the management account, the event, the meaning, and a page that exists."""
    baseline = edited(lambda _: None)
    assert baseline.alerts is not None
    assert baseline.trail is not None
    descriptions = {
        alarm["MetricName"]: alarm["AlarmDescription"]
        for alarm in properties(assembly, "AWS::CloudWatch::Alarm")
    }
    alarms = chosen_alarms(baseline, baseline.alerts, baseline.trail)
    assert descriptions.keys() == {alarm.id for alarm in alarms}
    for alarm in alarms:
        text = descriptions[alarm.id]
        assert all(part in text for part in (alarm.title, alarm.why, MANAGEMENT, RUNBOOK, alarm.source))
        assert len(text) <= 1_024
    assert (REPOSITORY / RUNBOOK).is_file()


def test_cloudwatch_may_publish_for_our_alarms_alone(assembly: Assembly, topics: dict[str, str]) -> None:
    """The topic asks for whom; plain HTTP is refused."""
    policies = properties(assembly, "AWS::SNS::TopicPolicy")
    assert len(policies) == len(topics)
    for policy in policies:
        publish = statement(policy["PolicyDocument"], "PublishAlerts")
        assert (publish["Effect"], publish["Principal"]) == ("Allow", CLOUDWATCH)
        assert publish["Action"] == "sns:Publish"
        assert publish["Condition"] == {
            "StringEquals": {"aws:SourceAccount": MANAGEMENT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{HOME}:{MANAGEMENT}:alarm:*"},
        }
        assert statement(policy["PolicyDocument"], "DenyPlainHttp")["Effect"] == "Deny"
    resources = [statement(one["PolicyDocument"], "PublishAlerts")["Resource"] for one in policies]
    named = [f"arn:aws:sns:{HOME}:{MANAGEMENT}:guardrails-alerts-{severity}" for severity in topics]
    assert sorted(resources) == sorted(named)


def test_cloudwatch_may_use_the_key(assembly: Assembly) -> None:
    """For alarms of the management account alone, as CloudWatch tells KMS on whose behalf it asks."""
    use = statement(assembly.only(STACK, "AWS::KMS::Key")["KeyPolicy"], "EncryptAlerts")
    assert use == {
        "Sid": "EncryptAlerts",
        "Effect": "Allow",
        "Principal": CLOUDWATCH,
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": MANAGEMENT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{HOME}:{MANAGEMENT}:alarm:*"},
        },
    }


def told(assembly: Assembly) -> dict[str, set[tuple[str, str]]]:
    """Return who is subscribed, as (protocol, endpoint), by the topic's logical id."""
    found: dict[str, set[tuple[str, str]]] = {}
    for one in properties(assembly, "AWS::SNS::Subscription"):
        found.setdefault(one["TopicArn"]["Ref"], set()).add((one["Protocol"], one["Endpoint"]))
    return found


def test_the_example_tells_whom_it_names(assembly: Assembly, topics: dict[str, str]) -> None:
    """The subscribers are the baseline's."""
    assert told(assembly) == {
        topics["critical"]: {("email", "security@example.com"), ("https", "https://pager.example.com/aws")},
        topics["warning"]: {("email", "platform@example.com")},
    }


def with_alerts(section: dict[str, Any]) -> Baseline:
    """Give the example with another section `alerts`."""
    return edited(lambda data: data.update(alerts=section))


def test_queues_and_functions_are_told_too() -> None:
    """Each by its protocol."""
    queue, function = (
        f"arn:aws:sqs:{HOME}:{MANAGEMENT}:alerts",
        f"arn:aws:lambda:{HOME}:{MANAGEMENT}:function:page",
    )
    subscribers = {"info": {"queues": [queue], "functions": [function]}}
    assembly = synthesized(with_alerts({"subscribers": subscribers}))
    ((_, found),) = told(assembly).items()
    assert found == {("sqs", queue), ("lambda", function)}


AUDIENCES = (
    (("critical", "warning", "info"), ("critical", "warning", "info")),
    (("critical", "warning"), ("critical", "warning", "warning")),
    (("critical",), ("critical", "critical", "critical")),
    (("info",), ("info", "info", "info")),
    (("warning", "info"), ("warning", "warning", "info")),
    (("critical", "info"), ("critical", "critical", "info")),
)


@pytest.mark.parametrize(("named", "expected"), AUDIENCES, ids=[",".join(case[0]) for case in AUDIENCES])
def test_no_alarm_is_heard_by_nobody(named: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """What has no subscribers goes to the next higher severity that has some, else to the next lower."""
    subscribers = {severity: {"emails": ["ops@example.com"]} for severity in named}
    section = with_alerts({"subscribers": subscribers}).alerts
    assert section is not None
    assert tuple(section.audience[severity] for severity in ("critical", "warning", "info")) == expected


def alarm(assembly: Assembly, name: str) -> dict[str, Any]:
    """Return the properties of an alarm."""
    (found,) = (
        one
        for one in properties(assembly, "AWS::CloudWatch::Alarm")
        if one["AlarmName"] == f"guardrails/{name}"
    )
    return found


def test_an_alarm_counts_events(assembly: Assembly, topics: dict[str, str]) -> None:
    """One event of this kind within five minutes is enough, and silence is good news."""
    found = alarm(assembly, "root-use")
    assert found["AlarmActions"] == [{"Ref": topics["critical"]}]
    assert (found["Namespace"], found["MetricName"], found["Statistic"]) == ("Guardrails", "root-use", "Sum")
    assert (found["Period"], found["EvaluationPeriods"], found["Threshold"]) == (300, 1, 1)
    assert found["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert found["TreatMissingData"] == "notBreaching"
    assert alarm(assembly, "iam-policy-changes")["AlarmActions"] == [{"Ref": topics["warning"]}]
    assert alarm(assembly, "unauthorized-calls")["Threshold"] == 30


def test_every_alarm_has_its_filters_and_no_filter_is_left_over(assembly: Assembly) -> None:
    """They stand on the trail's log group, which is named, so that this stack deploys and deletes alone."""
    group = assembly.only("guardrails-trail", "AWS::Logs::LogGroup")["LogGroupName"]
    filters = properties(assembly, "AWS::Logs::MetricFilter")
    assert {one["LogGroupName"] for one in filters} == {group}
    assert len({one["FilterName"] for one in filters}) == len(filters)
    metrics = [one["MetricTransformations"][0] for one in filters]
    assert {one["MetricName"] for one in metrics} == {
        one["MetricName"] for one in properties(assembly, "AWS::CloudWatch::Alarm")
    }
    assert {(one["MetricNamespace"], one["MetricValue"]) for one in metrics} == {("Guardrails", "1")}
    assert "guardrails-trail" in assembly.stacks[STACK]["dependencies"]


def test_the_dashboard_shows_every_alarm_once(assembly: Assembly) -> None:
    """As its state and as a curve, the most urgent on top, nothing over anything else."""
    body = json.loads(assembly.only(STACK, "AWS::CloudWatch::Dashboard")["DashboardBody"])
    shown = [arn for widget in body["widgets"] for arn in widget["properties"].get("alarms", ())]
    names = [one["AlarmName"] for one in properties(assembly, "AWS::CloudWatch::Alarm")]
    assert sorted(shown) == sorted(f"arn:aws:cloudwatch:{HOME}:{MANAGEMENT}:alarm:{name}" for name in names)
    curves = [row[1] for widget in body["widgets"] for row in widget["properties"].get("metrics", ())]
    assert sorted(f"guardrails/{name}" for name in curves) == sorted(names)
    bottoms = [widget["y"] + widget["height"] for widget in body["widgets"]]
    assert [widget["y"] for widget in body["widgets"]] == [0, *bottoms[:-1]]
    assert body["widgets"][0]["properties"]["title"].startswith("Critical")


def test_a_fork_may_leave_the_dashboard_out() -> None:
    """And nothing else goes with it."""
    section = {"subscribers": {"critical": {"emails": ["ops@example.com"]}}, "dashboard": False}
    assembly = synthesized(with_alerts(section))
    assert not assembly.of_type(STACK, "AWS::CloudWatch::Dashboard")
    assert assembly.of_type(STACK, "AWS::CloudWatch::Alarm")


def test_more_filters_than_fit_are_refused_with_the_way_out() -> None:
    """An organization whose accounts differ too much watches what none may use."""
    accounts = {f"a{number}": f"{number:012}" for number in range(300)}

    def edit(data: dict[str, Any], *, by_account: bool) -> None:
        data["organization"]["units"]["Sandbox"]["accounts"] = accounts
        data["regions"]["overrides"] = {f"Sandbox/a{n}": ["eu-central-1"] for n in range(150)}
        data["alerts"] |= {"by_account": by_account}
        data["budgets"]["limits"].pop("sandbox-ada")

    def check(*, by_account: bool) -> list[Finding]:
        baseline = edited(lambda data: edit(data, by_account=by_account))
        return [*findings(baseline, compile_posture(baseline))]

    (finding,) = check(by_account=True)
    assert "a log group takes 100; set by_account: false" in str(finding)
    assert check(by_account=False) == []
