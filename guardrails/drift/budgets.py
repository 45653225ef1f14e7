"""Budgets: their limits, the thresholds at which somebody is told, and who."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from guardrails.aws_facts.arns import build_arn
from guardrails.baseline.sections.budget_facts import COST_TYPES
from guardrails.capture.sections.budgets import CapturedBudget, CapturedNotification
from guardrails.drift.context import GLOBAL_REGION, DriftContext, Outcome, Watched, number
from guardrails.drift.declared import Declared
from guardrails.drift.model import DriftDirection, Lookup

TYPES = ("AWS::Budgets::Budget",)
_EVENTS = ("UpdateBudget", "DeleteBudget", "CreateNotification", "UpdateNotification", "DeleteNotification")
_READS = "budgets:ViewBudget"


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare every budget of the stacks."""
    for resource in context.declarations.of(TYPES[0]):
        yield from _budget(context, resource)


def _budget(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    declared = resource.get("Budget", {})
    name = str(declared.get("BudgetName"))
    watched = context.watched(
        resource,
        f"budget {name}",
        build_arn("budgets", "", resource.stack.account, f"budget/{name}"),
        section="budgets",
        reader="budgets",
        lookup=Lookup(GLOBAL_REGION, name, _EVENTS),
    )
    return watched.sought(
        context.capture.budgets.budgets if context.capture.budgets else None,
        lambda budget: budget.name == name,
        lambda budget: chain(_limit(watched, declared, budget), _notifications(watched, resource, budget)),
        _READS,
    )


def _limit(watched: Watched, declared: Mapping[str, Any], actual: CapturedBudget) -> Iterator[Outcome]:
    adjusted = declared.get("AutoAdjustData", {}).get("AutoAdjustType", "")
    if not adjusted and "BudgetLimit" in declared:
        amount = number(declared["BudgetLimit"].get("Amount", ""))
        higher = _as_float(actual.amount) > _as_float(amount)
        yield from watched.compared(
            "amount",
            amount,
            number(actual.amount) if actual.amount else "",
            _READS,
            direction=DriftDirection.WIDER if higher else DriftDirection.NARROWER,
        )
    for name, expected, value in (
        ("adjustment by AWS", adjusted, actual.auto_adjust),
        ("period", declared.get("TimeUnit"), actual.unit),
        ("kind", declared.get("BudgetType"), actual.type),
    ):
        yield from watched.compared(name, expected, value, _READS)
    filters = declared.get("FilterExpression") or declared.get("CostFilters") or {}
    yield from watched.compared("counted costs", filters, actual.filters, _READS)
    if not _tests_record_types(filters):
        left_out = sorted(
            COST_TYPES[name]
            for name, counts in actual.cost_types.items()
            if name in COST_TYPES and counts is False
        )
        yield from watched.compared("kinds of costs that don't count", [], left_out, _READS)


def _tests_record_types(filters: Mapping[str, Any]) -> bool:
    """Return whether a filter leaves kinds of costs out; then AWS's older switches may say so as well."""
    parts = filters.get("And", [filters])
    return any(part.get("Not", {}).get("Dimensions", {}).get("Key") == "RECORD_TYPE" for part in parts)


def _as_float(amount: str) -> float:
    return float(amount) if amount else 0.0


def _notifications(watched: Watched, resource: Declared, actual: CapturedBudget) -> Iterator[Outcome]:
    if actual.notifications is None:
        yield watched.unknown("notifications", _READS)
        return
    expected = dict(map(_declared_entry, resource.get("NotificationsWithSubscribers", ())))
    live = {_key(entry): entry for entry in actual.notifications}
    for key in sorted(expected.keys() - live.keys()):
        yield watched.differs(f"notification {key}", "it exists", "it doesn't exist", DriftDirection.WIDER)
    for key in sorted(live.keys() - expected.keys()):
        yield watched.differs(f"notification {key}", "it doesn't exist", "it exists", DriftDirection.NARROWER)
    for key in sorted(expected.keys() & live.keys()):
        subscribers = live[key].subscribers
        addresses = None if subscribers is None else sorted(f"{kind}:{name}" for kind, name in subscribers)
        fewer = set(expected[key]) - set(addresses or ())
        yield from watched.compared(
            f"subscribers of notification {key}",
            expected[key],
            addresses,
            _READS,
            direction=DriftDirection.WIDER if fewer else DriftDirection.UNKNOWN,
        )


def _declared_entry(entry: Mapping[str, Any]) -> tuple[str, list[str]]:
    notification = entry["Notification"]
    key = _written(
        notification["NotificationType"],
        notification["ComparisonOperator"],
        notification["Threshold"],
        notification.get("ThresholdType", "PERCENTAGE"),
    )
    subscribers = (f"{one['SubscriptionType']}:{one['Address']}" for one in entry.get("Subscribers", ()))
    return key, sorted(subscribers)


def _key(entry: CapturedNotification) -> str:
    return _written(entry.type, entry.operator, entry.threshold, entry.unit)


def _written(kind: str, operator: str, threshold: float, unit: str) -> str:
    """Write a notification's threshold, which is its key at AWS, such as ACTUAL GREATER_THAN 80 %."""
    return f"{kind} {operator} {number(threshold)}{' %' if unit == 'PERCENTAGE' else ''}"
