"""Read what watches the trail's log group, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guardrails.aws_facts.arns import build_arn
from guardrails.capture.model import Capture
from guardrails.capture.sections.alerts import (
    CapturedAlarm,
    CapturedAlerts,
    CapturedLogGroup,
    CapturedMetricFilter,
    CapturedSubscription,
    CapturedTopic,
)
from guardrails.live.reading import Reader, Reading

_TOPIC = build_arn("sns", "", "", "").split("::", maxsplit=1)[0] + ":"
_PENDING = frozenset({"PendingConfirmation", "Deleted"})
_NOT_FOUND = frozenset({"NotFound", "NotFoundException"})


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    regions = _regions(capture)
    filters = _all(reading.each(regions, lambda region: _filters(reading.at(region), region)))
    alarms = _all(reading.each(regions, lambda region: _alarms(reading.at(region), region)))
    groups = sorted({*_trail_groups(capture), *((one.region, one.log_group) for one in filters or ())})
    topics = sorted({*_alarm_topics(alarms or ()), *_budget_topics(capture)})
    section = CapturedAlerts(
        log_groups=_all(
            reading.each(groups, lambda place: _log_groups(reading.at(place[0]), place[0], place[1]))
        ),
        metric_filters=filters,
        alarms=alarms,
        topics=None
        if alarms is None
        else tuple(reading.each(topics, lambda arn: _topic(reading.at(arn.split(":")[3]), arn))),
    )
    return {"alerts": section}


def _regions(capture: Capture) -> tuple[str, ...]:
    trails = (capture.trails.trails if capture.trails else None) or ()
    return tuple(sorted({*capture.regions, *(trail.home_region for trail in trails)}))


def _all(parts: Any) -> Any:
    """Join what the regions have; nobody knows all of it where one refuses."""
    return None if any(part is None for part in parts) else tuple(member for part in parts for member in part)


def _trail_groups(capture: Capture) -> Iterator[tuple[str, str]]:
    for trail in (capture.trails.trails if capture.trails else None) or ():
        if trail.log_group:
            segments = trail.log_group.split(":")
            yield segments[3], segments[6]


def _log_groups(reading: Reading, region: str, name: str) -> tuple[CapturedLogGroup, ...] | None:
    groups = reading.list("logs:DescribeLogGroups", "logGroups", name, logGroupNamePrefix=name)
    if groups is None:
        return None
    return tuple(
        CapturedLogGroup(
            name=name,
            region=region,
            retention_days=group.get("retentionInDays", 0),
            key=group.get("kmsKeyId", ""),
        )
        for group in groups
        if group["logGroupName"] == name
    )


def _filters(reading: Reading, region: str) -> tuple[CapturedMetricFilter, ...] | None:
    filters = reading.list("logs:DescribeMetricFilters", "metricFilters", region)
    if filters is None:
        return None
    return tuple(
        CapturedMetricFilter(
            name=metric_filter["filterName"],
            log_group=metric_filter["logGroupName"],
            region=region,
            pattern=metric_filter.get("filterPattern", ""),
            metric_namespace=transformation["metricNamespace"],
            metric_name=transformation["metricName"],
        )
        for metric_filter in filters
        for transformation in metric_filter["metricTransformations"]
    )


def _alarms(reading: Reading, region: str) -> tuple[CapturedAlarm, ...] | None:
    alarms = reading.list("cloudwatch:DescribeAlarms", "MetricAlarms", region, AlarmTypes=["MetricAlarm"])
    if alarms is None:
        return None
    return tuple(
        CapturedAlarm(
            name=alarm["AlarmName"],
            region=region,
            description=alarm.get("AlarmDescription", ""),
            namespace=alarm.get("Namespace", ""),
            metric=alarm.get("MetricName", ""),
            threshold=alarm.get("Threshold"),
            state=alarm["StateValue"],
            actions_enabled=alarm.get("ActionsEnabled", True),
            actions=tuple(alarm.get("AlarmActions", ())),
        )
        for alarm in alarms
    )


def _alarm_topics(alarms: tuple[CapturedAlarm, ...]) -> Iterator[str]:
    yield from (action for alarm in alarms for action in alarm.actions if action.startswith(_TOPIC))


def _budget_topics(capture: Capture) -> Iterator[str]:
    budgets = capture.budgets
    if budgets is None:
        return
    for budget in budgets.budgets or ():
        for notification in budget.notifications or ():
            yield from (address for kind, address in notification.subscribers or () if kind == "SNS")
    for subscription in budgets.anomaly_subscriptions or ():
        yield from (address for kind, address in subscription.subscribers if kind == "SNS")


def _topic(reading: Reading, arn: str) -> CapturedTopic:
    attributes = reading.ask("sns:GetTopicAttributes", arn, absent=_NOT_FOUND, TopicArn=arn)
    subscriptions = reading.list(
        "sns:ListSubscriptionsByTopic", "Subscriptions", arn, absent=_NOT_FOUND, TopicArn=arn
    )
    values = None if attributes is None else attributes.get("Attributes", {})
    return CapturedTopic(
        arn=arn,
        key=None if values is None else values.get("KmsMasterKeyId", ""),
        policy=None if values is None else values.get("Policy", ""),
        subscriptions=None
        if subscriptions is None
        else tuple(
            CapturedSubscription(
                protocol=subscription["Protocol"],
                endpoint=subscription["Endpoint"],
                confirmed=subscription["SubscriptionArn"] not in _PENDING,
                arn="" if subscription["SubscriptionArn"] in _PENDING else subscription["SubscriptionArn"],
            )
            for subscription in subscriptions
        ),
    )


READER = Reader(
    name="alerts",
    operations={
        "logs:DescribeLogGroups": "how long the trail's log group keeps events",
        "logs:DescribeMetricFilters": "which events are counted",
        "cloudwatch:DescribeAlarms": "which alarms there are, and which ring",
        "sns:GetTopicAttributes": "who may publish to a topic",
        "sns:ListSubscriptionsByTopic": "who is told, and who confirmed it",
    },
    read=_read,
    needs=("trails", "budgets"),
)
