"""The section `alerts`: log groups, metric filters, alarms, and who is told."""

from __future__ import annotations

from guardrails.capture.sections.part import CapturePart


class CapturedLogGroup(CapturePart):
    """A log group that a trail writes to, or that has a metric filter."""

    name: str
    region: str
    retention_days: int | None = None
    """How long events are kept; 0 is for ever."""
    key: str = ""


class CapturedMetricFilter(CapturePart):
    """A metric filter over a log group."""

    name: str
    log_group: str
    region: str
    pattern: str
    metric_namespace: str
    metric_name: str


class CapturedAlarm(CapturePart):
    """A metric alarm."""

    name: str
    region: str
    description: str = ""
    namespace: str = ""
    metric: str = ""
    threshold: float | None = None
    state: str
    """OK, ALARM or INSUFFICIENT_DATA."""
    actions_enabled: bool
    actions: tuple[str, ...] = ()
    """The ARNs of the topics that it publishes to."""


class CapturedSubscription(CapturePart):
    """A subscription to a topic."""

    protocol: str
    endpoint: str
    """An address, a URL, or the ARN of a queue or function."""
    confirmed: bool
    arn: str = ""
    """Empty until it is confirmed."""


class CapturedTopic(CapturePart):
    """A topic that alarms or budgets publish to."""

    arn: str
    key: str | None = None
    policy: str | None = None
    subscriptions: tuple[CapturedSubscription, ...] | None = None


class CapturedAlerts(CapturePart):
    """The alarms on the trail, and who hears of them."""

    log_groups: tuple[CapturedLogGroup, ...] | None = None
    metric_filters: tuple[CapturedMetricFilter, ...] | None = None
    alarms: tuple[CapturedAlarm, ...] | None = None
    topics: tuple[CapturedTopic, ...] | None = None
