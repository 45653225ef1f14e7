"""Which alarms a baseline has, as its owner changed them."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from guardrails.baseline import Baseline
from guardrails.baseline.sections.alerts import AlarmChoice, AlarmId, Alerts
from guardrails.baseline.sections.trail import Trail
from guardrails.organization import ROOT_PATH
from guardrails.stacks.alerts.alarms.catalogue import CATALOGUE
from guardrails.stacks.alerts.alarms.cis import CIS_ALARMS
from guardrails.stacks.alerts.alarms.derived import derived_alarms
from guardrails.stacks.alerts.alarms.model import Alarm


def chosen_alarms(baseline: Baseline, section: Alerts, trail: Trail) -> tuple[Alarm, ...]:
    """List the alarms of a baseline, in the order of their ids' declaration."""
    declared = (*CATALOGUE, *CIS_ALARMS, *derived_alarms(baseline, section, trail))
    alarms_by_id = {alarm.id: alarm for alarm in declared}
    return tuple(
        _changed(alarm, choice)
        for id_ in get_args(AlarmId)
        if (alarm := alarms_by_id.get(id_)) is not None
        if (choice := section.alarms.get(id_) or _by_default(alarm, baseline)).enabled
    )


def _by_default(alarm: Alarm, baseline: Baseline) -> AlarmChoice:
    """Switch an alarm off whose calls a control denies in every member account."""
    denying = [guardrail for guardrail in baseline.guardrails if guardrail.control == alarm.denied_by]
    everywhere = ROOT_PATH in baseline.scope and any(ROOT_PATH in guardrail.at for guardrail in denying)
    return AlarmChoice(enabled=not everywhere)


def _changed(alarm: Alarm, choice: AlarmChoice) -> Alarm:
    return replace(
        alarm,
        severity=choice.severity or alarm.severity,
        threshold=choice.threshold or alarm.threshold,
    )
