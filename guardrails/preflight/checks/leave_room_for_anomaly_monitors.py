"""Leave room for the monitors of cost anomaly detection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.baseline.sections.anomalies import AnomalyMonitor
from guardrails.capture.ours import READING_ACTIONS
from guardrails.capture.sections.budgets import CapturedAnomalyMonitor
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown

_SERVICE = "SERVICE"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find monitors of others in the places of ours, and named monitors that don't exist."""
    section, captured = inspection.baseline.budgets, inspection.capture.budgets
    if section is None or section.anomalies is None:
        return
    monitors = captured.monitors if captured is not None else None
    if monitors is None:
        yield inspection.unknown("anomaly monitors", "ce:GetAnomalyMonitors")
        return
    for monitor in section.anomalies.monitors:
        if monitor.existing is not None:
            yield from _named(monitor, monitor.existing, monitors)
        elif monitor.group is None:
            yield from _taken(inspection, monitor, monitors)


def _named(
    monitor: AnomalyMonitor, arn: str, monitors: Sequence[CapturedAnomalyMonitor]
) -> Iterator[PreflightViolation]:
    if not any(live.arn == arn and live.dimension == monitor.dimension for live in monitors):
        yield PreflightViolation(
            arn,
            f"is no monitor of {monitor.name} that the management account has",
            "copy the ARN from `aws ce get-anomaly-monitors`, or leave it out and let the stack make one",
            ("budgets", "anomalies", "existing", *monitor.path),
        )


def _taken(
    inspection: Inspection, monitor: AnomalyMonitor, monitors: Sequence[CapturedAnomalyMonitor]
) -> Iterator[PreflightViolation | Unknown]:
    """AWS has one place for a monitor of services, and one for any other managed monitor."""
    for live in monitors:
        same_place = live.dimension and (live.dimension == _SERVICE) is (monitor.dimension == _SERVICE)
        if not same_place or inspection.ownership.includes(live.arn):
            continue
        if not inspection.ownership.complete:
            yield inspection.unknown(f"who made {live.name}", *READING_ACTIONS)
            continue
        alike = live.dimension == monitor.dimension and monitor.tag is None
        remedy = (
            f"write `budgets.anomalies.existing: {{ {monitor.path[0]}: {live.arn} }}`, or " if alike else ""
        )
        yield PreflightViolation(
            live.name,
            f"({live.arn}) has the place of the monitor of {monitor.name}, and AWS takes no second one",
            f"{remedy}delete it",
            ("budgets", "anomalies", *monitor.path),
        )


CHECK = PreflightCheck(
    id="PF-CST-001",
    title="Leave room for the monitors of cost anomaly detection",
    why="AWS takes one managed monitor of services, and makes it itself in new accounts; beside it one of "
    "accounts or of a tag. A second one fails the deployment.",
    fix="Name the monitor that exists in `budgets.anomalies.existing`, or delete it.",
    source="https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html",
    severity=FAILURE,
    check=check,
    reads=("budgets", "stacks"),
)
