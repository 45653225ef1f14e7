"""The cases of cost anomaly detection."""

from __future__ import annotations

import json
from typing import Any

from tests.emulator.cases import Case, resource, tags
from tests.emulator.cases_governance import RUN
from tests.emulator.deployments import MANAGEMENT, Asked

MONITOR, SUBSCRIPTION = "AWS::CE::AnomalyMonitor", "AWS::CE::AnomalySubscription"
TOPIC = f"arn:aws:sns:eu-central-1:{MANAGEMENT}:anomalies"


def watching(*teams: str) -> str:
    """Write the specification of a custom monitor."""
    return json.dumps({"Tags": {"Key": "team", "Values": list(teams)}})


def at_least(dollars: str) -> dict[str, Any]:
    """Build a threshold."""
    test = {"Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "MatchOptions": ["GREATER_THAN_OR_EQUAL"]}
    return {"Dimensions": {**test, "Values": [dollars]}}


def _monitor(name: str, *teams: str) -> dict[str, Any]:
    return {
        "MonitorName": f"{name}-{RUN}",
        "MonitorType": "CUSTOM",
        "MonitorSpecification": watching(*teams),
        "ResourceTags": tags(owner="one"),
    }


def _read(path: str, answer: Any) -> Asked:
    return Asked(
        "ce", "get_anomaly_monitors", {"MonitorArnList": ["$id"]}, f"AnomalyMonitors[0].{path}", answer
    )


MONITOR_CASE = Case(
    type=MONITOR,
    properties=_monitor("teams", "shop"),
    created=(
        _read("[MonitorName, MonitorType]", [f"teams-{RUN}", "CUSTOM"]),
        _read("MonitorSpecification", {"Tags": {"Key": "team", "Values": ["shop"]}}),
        Asked("ce", "list_tags_for_resource", {"ResourceArn": "$id"}, "ResourceTags", tags(owner="one")),
    ),
    changed=_monitor("renamed", "shop"),
    updated=(_read("MonitorName", f"renamed-{RUN}"),),
    replacing=_monitor("renamed", "shop", "checkout"),
    spoil=lambda at, arn: at.client("ce").update_anomaly_monitor(MonitorArn=arn, MonitorName="by hand"),
    remove=lambda at, arn: at.client("ce").delete_anomaly_monitor(MonitorArn=arn),
)


MANAGED_CASE = Case(
    type=MONITOR,
    properties={
        "MonitorName": f"services-{RUN}",
        "MonitorType": "DIMENSIONAL",
        "MonitorDimension": "SERVICE",
    },
    created=(_read("[MonitorType, MonitorDimension]", ["DIMENSIONAL", "SERVICE"]),),
)


def _subscription(dollars: str, *, owner: str = "one") -> dict[str, Any]:
    return {
        "SubscriptionName": f"told-{dollars}-{RUN}",
        "MonitorArnList": [{"Ref": "Watched"}],
        "Subscribers": [{"Type": "SNS", "Address": TOPIC}],
        "Frequency": "IMMEDIATE",
        "ThresholdExpression": json.dumps(at_least(dollars)),
        "ResourceTags": tags(owner=owner),
    }


def _told(path: str, answer: Any) -> Asked:
    arguments = {"SubscriptionArnList": ["$id"]}
    return Asked("ce", "get_anomaly_subscriptions", arguments, f"AnomalySubscriptions[0].{path}", answer)


SUBSCRIPTION_CASE = Case(
    type=SUBSCRIPTION,
    properties=_subscription("100"),
    created=(
        _told("[SubscriptionName, Frequency]", [f"told-100-{RUN}", "IMMEDIATE"]),
        _told("Subscribers[0].[Type, Address]", ["SNS", TOPIC]),
        _told("ThresholdExpression", at_least("100")),
    ),
    changed=_subscription("250"),
    updated=(_told("ThresholdExpression", at_least("250")),),
    replacing=_subscription("250", owner="two"),
    spoil=lambda at, arn: at.client("ce").update_anomaly_subscription(
        SubscriptionArn=arn, ThresholdExpression=at_least("9")
    ),
    remove=lambda at, arn: at.client("ce").delete_anomaly_subscription(SubscriptionArn=arn),
    others={"Watched": resource(MONITOR, **_monitor("watched", "shop"))},
)
CASES = (MONITOR_CASE, MANAGED_CASE, SUBSCRIPTION_CASE)
