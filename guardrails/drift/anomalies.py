"""Cost anomaly detection: what is watched, from which size on somebody is told, and who."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.capture.sections.budgets import CapturedAnomalyMonitor, CapturedAnomalySubscription
from guardrails.drift.context import GLOBAL_REGION, DriftContext, Outcome, Watched, number
from guardrails.drift.declared import Declared
from guardrails.drift.model import DriftDirection, Lookup

MONITOR, SUBSCRIPTION = "AWS::CE::AnomalyMonitor", "AWS::CE::AnomalySubscription"
TYPES = (MONITOR, SUBSCRIPTION)
_MONITOR_READS, _SUBSCRIPTION_READS = "ce:GetAnomalyMonitors", "ce:GetAnomalySubscriptions"
_MONITOR_EVENTS = ("UpdateAnomalyMonitor", "DeleteAnomalyMonitor")
_SUBSCRIPTION_EVENTS = ("UpdateAnomalySubscription", "DeleteAnomalySubscription")


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare every monitor and every subscription of the stacks."""
    for resource in context.declarations.of(MONITOR):
        yield from _monitor(context, resource)
    for resource in context.declarations.of(SUBSCRIPTION):
        yield from _subscription(context, resource)


def _monitor(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name = str(resource.get("MonitorName"))
    watched = _watched(context, resource, f"anomaly monitor {name}", _MONITOR_EVENTS)

    def properties(monitor: CapturedAnomalyMonitor) -> Iterator[Outcome]:
        specification = json.loads(resource.get("MonitorSpecification", "{}"))
        yield from watched.compared("name", name, monitor.name, _MONITOR_READS)
        yield from watched.compared(
            "watched costs",
            {"dimension": resource.get("MonitorDimension", ""), **specification},
            {"dimension": monitor.dimension, **monitor.specification},
            _MONITOR_READS,
        )

    return watched.sought(
        context.capture.budgets.monitors if context.capture.budgets else None,
        lambda monitor: _is_it(resource, name, monitor.arn, monitor.name),
        properties,
        _MONITOR_READS,
    )


def _subscription(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name = str(resource.get("SubscriptionName"))
    watched = _watched(context, resource, f"anomaly subscription {name}", _SUBSCRIPTION_EVENTS)
    return watched.sought(
        context.capture.budgets.anomaly_subscriptions if context.capture.budgets else None,
        lambda subscription: _is_it(resource, name, subscription.arn, subscription.name),
        lambda subscription: _alert(watched, resource, subscription),
        _SUBSCRIPTION_READS,
    )


def _watched(context: DriftContext, resource: Declared, subject: str, events: tuple[str, ...]) -> Watched:
    arn = resource.physical_id
    lookup = Lookup(GLOBAL_REGION, arn, events)
    return context.watched(resource, subject, arn, section="budgets", reader="budgets", lookup=lookup)


def _is_it(resource: Declared, name: str, arn: str, actual_name: str) -> bool:
    """Know a thing by its ARN, or by its name where the stack isn't deployed."""
    return arn == resource.physical_id if resource.physical_id else actual_name == name


def _alert(watched: Watched, resource: Declared, actual: CapturedAnomalySubscription) -> Iterator[Outcome]:
    expected = json.loads(resource.get("ThresholdExpression", "{}"))
    yield from watched.compared(
        "threshold", _limits(expected), _limits(actual.threshold), _SUBSCRIPTION_READS
    )
    yield from watched.compared("frequency", resource.get("Frequency"), actual.frequency, _SUBSCRIPTION_READS)
    told = sorted(f"{entry['Type']}:{entry['Address']}" for entry in resource.get("Subscribers", ()))
    tells = sorted(f"{kind}:{address}" for kind, address in actual.subscribers)
    for label, declared, live in (
        ("monitors", sorted(resource.get("MonitorArnList", ())), sorted(actual.monitors)),
        ("subscribers", told, tells),
    ):
        fewer = set(declared) - set(live)
        direction = DriftDirection.WIDER if fewer else DriftDirection.UNKNOWN
        yield from watched.compared(label, declared, live, _SUBSCRIPTION_READS, direction=direction)


def _limits(expression: Mapping[str, Any]) -> dict[str, Any]:
    """Give the least impact by its kind, with numbers in one form; another expression as it is."""
    parts = expression.get("And", [expression])
    try:
        return {part["Dimensions"]["Key"]: number(part["Dimensions"]["Values"][0]) for part in parts}
    except (KeyError, IndexError):
        return dict(expression)
