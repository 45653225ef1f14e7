"""A service answers the same in every protocol that it speaks."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.emulator.cases import tags
from tests.emulator.deployments import HOME, MANAGEMENT

if TYPE_CHECKING:
    from emulator.client import LocalAws

PROTOCOLS = ("smithy-rpc-v2-cbor", "json", "query")
NOW = datetime.now(UTC).replace(microsecond=0)
ALARM = {
    "AlarmDescription": "a < b & c",
    "ActionsEnabled": True,
    "AlarmActions": [f"arn:aws:sns:{HOME}:{MANAGEMENT}:alerts"],
    "OKActions": [f"arn:aws:sns:{HOME}:{MANAGEMENT}:fine"],
    "MetricName": "Refused",
    "Namespace": "Guardrails",
    "Statistic": "Sum",
    "Dimensions": [{"Name": "Account", "Value": MANAGEMENT}],
    "Period": 300,
    "EvaluationPeriods": 2,
    "DatapointsToAlarm": 1,
    "Threshold": 1.5,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "TreatMissingData": "notBreaching",
}


def speaking(aws: LocalAws, protocol: str, service: str = "cloudwatch") -> Any:
    """Make a client that speaks one protocol, as another version of botocore does."""
    session = boto3.session.Session()
    loader = session._session.get_component("data_loader")
    load = loader.load_service_model

    def load_with(name: str, kind: str, *more: Any, **named: Any) -> Any:
        model = load(name, kind, *more, **named)
        if kind != "service-2" or name != service:
            return model
        return {**model, "metadata": {**model["metadata"], "protocol": protocol, "protocols": [protocol]}}

    loader.load_service_model = load_with
    return session.client(
        service,
        endpoint_url=aws.endpoint,
        region_name=HOME,
        aws_access_key_id=MANAGEMENT,
        aws_secret_access_key="local",  # noqa: S106 nothing checks it
        config=Config(retries={"max_attempts": 1, "mode": "standard"}, proxies={}),
    )


def answer(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
    """Call, and give the answer without what belongs to the request."""
    told = getattr(client, operation)(**arguments)
    told.pop("ResponseMetadata")
    return told


@pytest.fixture
def alarm(aws: LocalAws) -> str:
    """Make an alarm, a metric and a dashboard under one name."""
    client, name = speaking(aws, "json"), f"alike-{uuid.uuid4().hex[:8]}"
    client.put_metric_alarm(AlarmName=name, **ALARM, Tags=tags(team="security"))
    client.put_dashboard(DashboardName=name, DashboardBody=json.dumps({"widgets": []}))
    data = [{"MetricName": name, "Value": 2.5, "Unit": "Count", "Timestamp": NOW}]
    client.put_metric_data(Namespace="Guardrails", MetricData=data)
    return name


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("describe_alarms", {"AlarmNames": ["$name"]}),
        ("describe_alarms_for_metric", {"MetricName": "Refused", "Namespace": "Guardrails"}),
        ("list_tags_for_resource", {"ResourceARN": f"arn:aws:cloudwatch:{HOME}:{MANAGEMENT}:alarm:$name"}),
        ("get_dashboard", {"DashboardName": "$name"}),
        ("list_dashboards", {"DashboardNamePrefix": "$name"}),
        ("list_metrics", {"Namespace": "Guardrails", "MetricName": "$name"}),
        (
            "get_metric_statistics",
            {
                "Namespace": "Guardrails",
                "MetricName": "$name",
                "StartTime": NOW - timedelta(hours=1),
                "EndTime": NOW + timedelta(hours=1),
                "Period": 3600,
                "Statistics": ["Sum", "Maximum"],
            },
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_equal_answers(aws: LocalAws, alarm: str, operation: str, arguments: dict[str, Any]) -> None:
    """What is read is the same, whichever protocol the client speaks."""
    asked = {name: _named(value, alarm) for name, value in arguments.items()}
    told = [answer(speaking(aws, protocol), operation, asked) for protocol in PROTOCOLS]
    assert told[0] == told[1] == told[2]
    assert any(told[0].values())


def _named(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_named(member, name) for member in value]
    return value.replace("$name", name) if isinstance(value, str) else value


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_alarm_is_whole(aws: LocalAws, protocol: str) -> None:
    """Whoever makes an alarm in a protocol reads it back with its actions and everything else."""
    client, name = speaking(aws, protocol), f"whole-{uuid.uuid4().hex[:8]}"
    client.put_metric_alarm(AlarmName=name, **ALARM)
    held = client.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    assert {key: held[key] for key in ALARM} == ALARM


def test_equal_complaints(aws: LocalAws) -> None:
    """An error has the same code and message in every protocol."""
    told = []
    for protocol in PROTOCOLS:
        with pytest.raises(ClientError) as raised:
            speaking(aws, protocol).describe_alarms(MaxRecords=1000)
        told.append({name: raised.value.response["Error"][name] for name in ("Code", "Message")})
    assert told[0] == told[1] == told[2]
