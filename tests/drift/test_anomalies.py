"""Monitors and subscriptions of cost anomaly detection that somebody changed by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails.capture import Capture
from guardrails.capture.sections.budgets import (
    CapturedAnomalyMonitor,
    CapturedAnomalySubscription,
    CapturedBudgets,
)
from guardrails.drift import DriftDirection
from guardrails.drift.anomalies import MONITOR, SUBSCRIPTION, compare
from guardrails.drift.context import DriftContext, Outcome
from guardrails.drift.declared import Declarations, StackTemplate
from guardrails.drift.model import Drift, UnknownState
from tests.drift.deployed import HOME, MANAGEMENT, deployed

WIDER, UNKNOWN = DriftDirection.WIDER, DriftDirection.UNKNOWN
WATCHED, TOLD = (f"arn:aws:ce::{MANAGEMENT}:{kind}/1" for kind in ("anomalymonitor", "anomalysubscription"))
TOPIC = f"arn:aws:sns:{HOME}:{MANAGEMENT}:guardrails-budget-alerts-warning"


def _threshold(dollars: str) -> dict[str, Any]:
    test = {"Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "MatchOptions": ["GREATER_THAN_OR_EQUAL"]}
    return {"Dimensions": {**test, "Values": [dollars]}}


TEMPLATE = {
    "Resources": {
        "Monitor": {
            "Type": MONITOR,
            "Properties": {
                "MonitorName": "guardrails tag team",
                "MonitorType": "DIMENSIONAL",
                "MonitorDimension": "TAG",
                "MonitorSpecification": '{"Tags": {"Key": "team"}}',
            },
        },
        "Alert": {
            "Type": SUBSCRIPTION,
            "Properties": {
                "SubscriptionName": "guardrails tag team: 100 US dollars",
                "MonitorArnList": [{"Ref": "Monitor"}],
                "Subscribers": [{"Type": "SNS", "Address": TOPIC}],
                "Frequency": "IMMEDIATE",
                "ThresholdExpression": json.dumps(_threshold("100")),
            },
        },
    }
}
MONITORS = CapturedAnomalyMonitor(
    arn=WATCHED,
    name="guardrails tag team",
    type="DIMENSIONAL",
    dimension="TAG",
    specification={"Tags": {"Key": "team"}},
)
SUBSCRIPTIONS = CapturedAnomalySubscription(
    arn=TOLD,
    name="guardrails tag team: 100 US dollars",
    frequency="IMMEDIATE",
    monitors=(WATCHED,),
    subscribers=(("SNS", TOPIC),),
    threshold=_threshold("100.0"),
)


def _outcomes(budgets: CapturedBudgets | None) -> list[Outcome]:
    ids = {"Monitor": WATCHED, "Alert": TOLD}
    stack = StackTemplate("guardrails-budgets", HOME, MANAGEMENT, TEMPLATE, ids)
    capture: Capture = deployed().model_copy(update={"budgets": budgets})
    return list(compare(DriftContext(capture, Declarations((stack,)))))


def _budgets(monitor: dict[str, Any], subscription: dict[str, Any]) -> CapturedBudgets:
    return CapturedBudgets(
        monitors=(MONITORS.model_copy(update=monitor),),
        anomaly_subscriptions=(SUBSCRIPTIONS.model_copy(update=subscription),),
    )


def test_nothing_drifts_after_a_deployment() -> None:
    """However AWS writes the numbers."""
    assert _outcomes(_budgets({}, {})) == []


CHANGES = {
    "another tag": ({"specification": {"Tags": {"Key": "stage"}}}, {}, "watched costs", UNKNOWN),
    "another name": ({"name": "mine"}, {}, "name", UNKNOWN),
    "another threshold": ({}, {"threshold": _threshold("9999")}, "threshold", UNKNOWN),
    "nobody told": ({}, {"subscribers": ()}, "subscribers", WIDER),
    "no monitor": ({}, {"monitors": ()}, "monitors", WIDER),
    "weekly": ({}, {"frequency": "WEEKLY"}, "frequency", UNKNOWN),
    "no subscription": ({}, {"arn": f"{TOLD}0"}, "exists", WIDER),
}


@pytest.mark.parametrize(("monitor", "subscription", "name", "direction"), CHANGES.values(), ids=CHANGES)
def test_a_change_by_hand_is_named(
    monitor: dict[str, Any], subscription: dict[str, Any], name: str, direction: DriftDirection
) -> None:
    """The property, and whether fewer anomalies are heard of."""
    (drift,) = _outcomes(_budgets(monitor, subscription))
    assert isinstance(drift, Drift)
    assert (drift.property_name, drift.direction) == (name, direction)


def test_what_nobody_could_read_is_unknown() -> None:
    """It is no drift, and no state without drift either."""
    outcomes = _outcomes(CapturedBudgets())
    assert [type(outcome) for outcome in outcomes] == [UnknownState, UnknownState]
