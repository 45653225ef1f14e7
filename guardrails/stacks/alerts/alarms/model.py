"""An alarm, as data."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.baseline.sections.alerts import AlarmId, Severity


@dataclass(frozen=True)
class Alarm:
    """An alarm on events of the organization trail.

    Attributes:
        id: It names the metric, the filters and the alarm for good.
        title: What happened, as the person who is called reads it.
        severity: How soon somebody must look.
        why: What it may mean, and why that matters.
        source: The page that the events or the recommendation come from.
        patterns: The filters on its one metric; an event that any of them matches counts, at least once.
        threshold: How many events within the period raise the alarm.
        period: In seconds.
        denied_by: The control that denies every call of the alarm. Where it stands over the whole
            organization, the alarm is off by default.
    """

    id: AlarmId
    title: str
    severity: Severity
    why: str
    source: str
    patterns: tuple[str, ...] = ()
    threshold: int = 1
    period: int = 300
    denied_by: str = ""
