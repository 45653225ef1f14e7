"""The alarms: which events are counted, from which number on somebody is told, and who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails.aws_facts.arns import alarm_arn, log_group_arn, topic_arn
from guardrails.capture.sections.alerts import (
    CapturedAlarm,
    CapturedLogGroup,
    CapturedMetricFilter,
    CapturedSubscription,
    CapturedTopic,
)
from guardrails.drift.context import ALL, DriftContext, Outcome, Watched, direction_of_lists, refusal_of
from guardrails.drift.declared import Declared, is_resolved
from guardrails.drift.documents import document_difference, same_document
from guardrails.drift.model import DriftDirection, Lookup, UnknownState

FILTER, ALARM, GROUP = "AWS::Logs::MetricFilter", "AWS::CloudWatch::Alarm", "AWS::Logs::LogGroup"
TOPIC, TOPIC_POLICY, SUBSCRIPTION = "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription"
TYPES = (FILTER, ALARM, GROUP, TOPIC, TOPIC_POLICY, SUBSCRIPTION)
_GROUPS, _FILTERS = "logs:DescribeLogGroups", "logs:DescribeMetricFilters"
_ALARMS = "cloudwatch:DescribeAlarms"
_GROUP_EVENTS = ("DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy", "DisassociateKmsKey")
_FILTER_EVENTS = ("PutMetricFilter", "DeleteMetricFilter")
_ALARM_EVENTS = ("PutMetricAlarm", "DeleteAlarms", "DisableAlarmActions")
_TOPIC_EVENTS = ("SetTopicAttributes", "DeleteTopic", "Subscribe", "Unsubscribe")


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare log groups, metric filters, alarms and topics."""
    for resource in context.declarations.of(GROUP):
        yield from _log_group(context, resource)
    for resource in context.declarations.of(FILTER):
        yield from _metric_filter(context, resource)
    for resource in context.declarations.of(ALARM):
        yield from _alarm(context, resource)
    for resource in context.declarations.of(TOPIC):
        yield from _topic(context, resource)


def _log_group(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name, region = str(resource.get("LogGroupName")), resource.stack.region
    watched = context.watched(
        resource,
        f"log group {name}",
        log_group_arn(region, resource.stack.account, name),
        section="trail",
        reader="alerts",
        lookup=Lookup(region, name, _GROUP_EVENTS),
    )
    return watched.sought(
        context.capture.alerts.log_groups if context.capture.alerts else None,
        lambda group: (group.name, group.region) == (name, region),
        lambda group: _log_group_properties(watched, resource, group),
        _GROUPS,
    )


def _log_group_properties(
    watched: Watched, resource: Declared, actual: CapturedLogGroup
) -> Iterator[Outcome]:
    days = int(resource.get("RetentionInDays", 0))
    shorter = actual.retention_days != 0 and (days == 0 or (actual.retention_days or 0) < days)
    yield from watched.compared(
        "days that events are kept",
        days,
        actual.retention_days,
        _GROUPS,
        direction=DriftDirection.WIDER if shorter else DriftDirection.NARROWER,
    )
    yield from watched.compared("key", resource.get("KmsKeyId", ""), actual.key, _GROUPS)


def _metric_filter(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name, group = str(resource.get("FilterName")), resource.get("LogGroupName")
    watched = context.watched(
        resource,
        f"metric filter {name}",
        "",
        section="alerts",
        reader="alerts",
        lookup=Lookup(resource.stack.region, name, _FILTER_EVENTS),
    )
    place = (name, group, resource.stack.region)
    return watched.sought(
        context.capture.alerts.metric_filters if context.capture.alerts else None,
        lambda kept: (kept.name, kept.log_group, kept.region) == place,
        lambda kept: _metric_filter_properties(watched, resource, kept),
        _FILTERS,
    )


def _metric_filter_properties(
    watched: Watched, resource: Declared, actual: CapturedMetricFilter
) -> Iterator[Outcome]:
    yield from watched.compared("pattern", resource.get("FilterPattern", ""), actual.pattern, _FILTERS)
    transformation = (resource.get("MetricTransformations") or [{}])[0]
    metric = f"{transformation.get('MetricNamespace')}/{transformation.get('MetricName')}"
    yield from watched.compared("metric", metric, f"{actual.metric_namespace}/{actual.metric_name}", _FILTERS)


def _alarm(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name, region = str(resource.get("AlarmName")), resource.stack.region
    watched = context.watched(
        resource,
        f"alarm {name}",
        alarm_arn(region, resource.stack.account, name),
        section="alerts",
        reader="alerts",
        lookup=Lookup(region, name, _ALARM_EVENTS),
    )
    return watched.sought(
        context.capture.alerts.alarms if context.capture.alerts else None,
        lambda alarm: (alarm.name, alarm.region) == (name, region),
        lambda alarm: _alarm_properties(watched, resource, alarm, _ALARMS),
        _ALARMS,
    )


def _alarm_properties(
    watched: Watched, resource: Declared, actual: CapturedAlarm, action: str
) -> Iterator[Outcome]:
    threshold = resource.get("Threshold", 0)
    higher = (actual.threshold or 0) > threshold
    yield from watched.compared(
        "threshold",
        threshold,
        actual.threshold,
        action,
        direction=DriftDirection.WIDER if higher else DriftDirection.NARROWER,
    )
    enabled = bool(resource.get("ActionsEnabled", True))
    yield from watched.compared(
        "actions switched on",
        enabled,
        actual.actions_enabled,
        action,
        direction=DriftDirection.WIDER if enabled else DriftDirection.NARROWER,
    )
    topics = resource.get("AlarmActions", ())
    direction = direction_of_lists(topics, actual.actions, more_is_wider=False)
    yield from watched.compared("topics", topics, actual.actions, action, direction=direction)
    metric = f"{resource.get('Namespace')}/{resource.get('MetricName')}"
    yield from watched.compared("metric", metric, f"{actual.namespace}/{actual.metric}", action)


def _topic(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    region = resource.stack.region
    arn = resource.physical_id or topic_arn(region, resource.stack.account, str(resource.get("TopicName")))
    name = arn.rpartition(":")[2]
    subject, action = f"topic {name}", "sns:GetTopicAttributes"
    topics = context.capture.alerts.topics if context.capture.alerts else None
    if topics is None:
        yield UnknownState(subject, ALL, refusal_of(context.capture, "alerts", _ALARMS))
        return
    watched = context.watched(
        resource,
        subject,
        arn,
        section="alerts" if "budget" not in resource.stack.name else "budgets",
        reader="alerts",
        lookup=Lookup(region, name, _TOPIC_EVENTS),
    )
    actual = next((topic for topic in topics if topic.arn == arn), None)
    if actual is None:
        yield watched.unknown("all of it", "no alarm and no budget publishes to it any more")
    elif actual.policy == "":
        yield watched.missing()  # AWS gives each topic that exists a policy
    else:
        yield from watched.compared("key", resource.get("KmsMasterKeyId", ""), actual.key, action)
        yield from _topic_policy(context, watched, arn, actual)
        yield from _subscribers(context, watched, arn, actual.subscriptions)


def _topic_policy(
    context: DriftContext, watched: Watched, arn: str, actual: CapturedTopic
) -> Iterator[Outcome]:
    action = "sns:GetTopicAttributes"
    for policy in context.declarations.of(TOPIC_POLICY):
        if arn in policy.get("Topics", ()):
            expected = policy.get("PolicyDocument")
            if actual.policy is None or not is_resolved(expected):
                yield from watched.compared("policy", expected, actual.policy, action)
            elif not same_document(expected, actual.policy):
                difference = document_difference(expected, actual.policy)
                yield watched.differs("policy", *difference, DriftDirection.UNKNOWN)


def _subscribers(
    context: DriftContext, watched: Watched, arn: str, actual: Iterable[CapturedSubscription] | None
) -> Iterator[Outcome]:
    expected = [
        f"{subscription.get('Protocol')}:{subscription.get('Endpoint')}"
        for subscription in context.declarations.of(SUBSCRIPTION)
        if subscription.get("TopicArn") == arn
    ]
    action = "sns:ListSubscriptionsByTopic"
    if actual is None:
        yield watched.unknown("subscriptions", action)
        return
    names = [f"{subscription.protocol}:{subscription.endpoint}" for subscription in actual]
    direction = direction_of_lists(expected, names, more_is_wider=False)
    if direction is DriftDirection.NARROWER:
        direction = DriftDirection.UNKNOWN  # whoever hears of alarms learns of the organization
    yield from watched.compared("subscriptions", expected, names, action, direction=direction)
    for subscription in actual:
        name = f"{subscription.protocol}:{subscription.endpoint}"
        if name in expected and not subscription.confirmed:
            yield watched.differs(f"subscription {name}", "confirmed", "not confirmed", DriftDirection.WIDER)
