"""Cost anomaly detection: who may be told how often, and what a monitor watches.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalySubscription.html
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalyMonitor.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.errors import ApiError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

_INVALID = "ValidationException"
_IMPACTS = frozenset({"ANOMALY_TOTAL_IMPACT_ABSOLUTE", "ANOMALY_TOTAL_IMPACT_PERCENTAGE"})
# https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
VALUES = 10
_SPECIFIED = frozenset({"TAG", "COST_CATEGORY"})


def _monitor(parameters: Parameters, _: OrganizationState) -> None:
    monitor = parameters["AnomalyMonitor"]
    dimension, specification = monitor.get("MonitorDimension"), monitor.get("MonitorSpecification")
    if monitor["MonitorType"] == "CUSTOM":
        if dimension is not None or not specification:
            raise ApiError(_INVALID, "A custom monitor has a MonitorSpecification and no MonitorDimension.")
        test: dict[str, Any] = next(iter(specification.values()))
        if not 1 <= len(test.get("Values", ())) <= VALUES:
            raise ApiError(_INVALID, f"A custom monitor has 1 to {VALUES} values.")
    elif dimension is None or (dimension in _SPECIFIED) is not bool(specification):
        raise ApiError(
            _INVALID,
            "A dimensional monitor has a MonitorDimension, and a MonitorSpecification for a tag or category.",
        )


def _subscription(parameters: Parameters, _: OrganizationState) -> None:
    _check_subscription(parameters["AnomalySubscription"])


def _changed_subscription(parameters: Parameters, _: OrganizationState) -> None:
    _check_subscription(parameters)


def _check_subscription(subscription: Parameters) -> None:
    kinds = {subscriber["Type"] for subscriber in subscription.get("Subscribers", ())}
    frequency = subscription.get("Frequency")
    if frequency == "IMMEDIATE" and "EMAIL" in kinds:
        raise ApiError(_INVALID, "Immediate frequency only supports SNS subscriptions")
    if frequency in ("DAILY", "WEEKLY") and "SNS" in kinds:
        raise ApiError(_INVALID, "Daily or weekly frequencies only support Email subscriptions")
    if "ThresholdExpression" in subscription:
        if "Threshold" in subscription:
            raise ApiError(_INVALID, "Specify either Threshold or ThresholdExpression.")
        _check_threshold(subscription["ThresholdExpression"])


def _check_threshold(expression: dict[str, Any]) -> None:
    for part in expression.get("And") or expression.get("Or") or [expression]:
        test = part.get("Dimensions", {})
        if test.get("Key") not in _IMPACTS or test.get("MatchOptions") != ["GREATER_THAN_OR_EQUAL"]:
            raise ApiError(_INVALID, "The threshold expression isn't one of an anomaly's total impact.")


SERVICE = Service(
    "ce",
    "ce",
    _INVALID,
    {
        "CreateAnomalyMonitor": _monitor,
        "CreateAnomalySubscription": _subscription,
        "UpdateAnomalySubscription": _changed_subscription,
    },
)
