"""Which alarms a baseline has, as its owner changed them."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from guardrails.baseline import Baseline
from guardrails.baseline.sections.alerts import AlarmChoice, AlarmId, Alerts
from guardrails.baseline.sections.trail import Trail
from guardrails.stacks.alerts.alarms.catalogue import CATALOGUE
from guardrails.stacks.alerts.alarms.derived import derived_alarms
from guardrails.stacks.alerts.alarms.model import Alarm


def chosen_alarms(baseline: Baseline, section: Alerts, trail: Trail) -> tuple[Alarm, ...]:
    """List the alarms of a baseline, in the order of their ids' declaration."""
    alarms_by_id = {alarm.id: alarm for alarm in (*CATALOGUE, *derived_alarms(baseline, section, trail))}
    return tuple(
        _changed(alarms_by_id[id_], choice)
        for id_ in get_args(AlarmId)
        if id_ in alarms_by_id and (choice := section.alarms.get(id_, AlarmChoice())).enabled
    )


def _changed(alarm: Alarm, choice: AlarmChoice) -> Alarm:
    return replace(
        alarm,
        severity=choice.severity or alarm.severity,
        threshold=choice.threshold or alarm.threshold,
    )
