"""Confirm the subscriptions of alerts."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find subscriptions of topics of alerts and budgets that nobody confirmed."""
    captured = inspection.capture.alerts
    topics = captured.topics if captured is not None else None
    if topics is None:
        yield inspection.unknown("topics", "cloudwatch:DescribeAlarms")
    for topic in topics or ():
        if topic.subscriptions is None:
            yield inspection.unknown(topic.arn, "sns:ListSubscriptionsByTopic")
        for subscription in topic.subscriptions or ():
            if not subscription.confirmed:
                yield PreflightViolation(
                    f"{topic.arn.rpartition(':')[2]} {subscription.endpoint}",
                    "isn't confirmed, so nothing reaches this address",
                    "follow the link in AWS's message to this address",
                    ("alerts",),
                )


CHECK = PreflightCheck(
    id="PF-ALR-001",
    title="Confirm the subscriptions of alerts",
    why="AWS sends nothing to an address before somebody confirms it.",
    fix="Follow the link in AWS's message, which it sends to each new address.",
    source="https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html",
    severity=WARNING,
    check=check,
    reads=("alerts",),
)
