"""Whether the trail's log group takes all filters of the alarms, without CDK."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.errors import Finding
from guardrails.posture import Posture
from guardrails.stacks.alerts.alarms import Alarm, chosen_alarms
from guardrails.stacks.alerts.alarms.pattern import MAX_CHARACTERS

MAX_FILTERS = 100
"""Metric filters on one log group.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
"""


def findings(baseline: Baseline, _posture: Posture) -> Iterator[Finding]:
    """Find more or longer filters than the log group takes."""
    alerts, trail = baseline.alerts, baseline.trail
    if alerts is not None and trail is not None:
        yield from filters(baseline, chosen_alarms(baseline, alerts, trail))


def filters(baseline: Baseline, alarms: tuple[Alarm, ...]) -> Iterator[Finding]:
    """Find more filters than a log group takes, and patterns that are too long."""
    place = baseline.locate("alerts")
    count = sum(len(alarm.patterns) for alarm in alarms)
    if count > MAX_FILTERS:
        problem = f"the alarms would need {count} metric filters; a log group takes {MAX_FILTERS}"
        remedy = "set by_account: false, which watches what no account may use"
        yield Finding(place, "alerts", problem, remedy)
    for alarm in alarms:
        longest = max(map(len, alarm.patterns), default=0)
        if longest > MAX_CHARACTERS:
            problem = (
                f"a filter of {alarm.id} has {longest:,} characters; CloudWatch Logs takes {MAX_CHARACTERS:,}"
            )
            remedy = "use shorter names in what it watches"
            yield Finding(place, f"alerts.alarms.{alarm.id}", problem, remedy)
