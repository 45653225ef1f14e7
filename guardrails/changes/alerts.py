"""Who is told of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from guardrails.baseline.sections.alerts import Alerts, Severity, Subscribers
from guardrails.changes.fields import Meaning, by_table, less_widens, listed, neutral
from guardrails.changes.model import AlarmSummary, BaselinePair, Entry, SafetyDirection
from guardrails.errors import counted

SUBSCRIBERS = ("emails", "https", "queues", "functions")
ALERTS: dict[str, Meaning] = {
    "break_glass": Meaning(
        less_widens, "Every use of the exemptions {new} raises an alarm, instead of {old}", "none"
    ),
    "by_account": Meaning(
        less_widens, "Alarms hold each account against its own regions and services: {new} instead of {old}"
    ),
    "dashboard": Meaning(neutral, "There is a dashboard of the alarms: {new} instead of {old}"),
}


def alert_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the section `alerts`."""
    old, new = pair.before.alerts, pair.after.alerts
    before, after = pair.alarms
    if old is None and new is not None:
        yield pair.new(SafetyDirection.NARROWED, ("alerts",), f"{counted(len(after), 'alarm')} are added")
    elif new is None and old is not None:
        sentence = f"All {counted(len(before), 'alarm')} are removed: nobody is told of anything"
        yield pair.old(SafetyDirection.WIDENED, ("alerts",), sentence)
    elif old is not None and new is not None:
        yield from by_table(pair, ("alerts",), old, new, ALERTS)
        silenced = bool(old.break_glass) != bool(new.break_glass)  # told by `break_glass` itself
        reported_alarms = frozenset({"break-glass-use"} if silenced else ())
        yield from _alarms(pair, reported_alarms)
        yield from _audience(pair, old, new)


def _alarms(pair: BaselinePair, reported_alarms: frozenset[str]) -> Iterator[Entry]:
    before, after = (
        {name: alarms[name] for name in alarms if name not in reported_alarms} for alarms in pair.alarms
    )
    if lost := [name for name in before if name not in after]:
        sentence = f"Nobody is told any more by {counted(len(lost), 'alarm')}: {', '.join(lost)}"
        yield pair.new(SafetyDirection.WIDENED, ("alerts", "alarms", lost[0]), sentence)
    if gained := [name for name in after if name not in before]:
        sentence = f"{counted(len(gained), 'alarm')} more: {', '.join(gained)}"
        yield pair.new(SafetyDirection.NARROWED, ("alerts", "alarms", gained[0]), sentence)
    for name in (name for name in before if name in after):
        old, new = before[name].threshold, after[name].threshold
        if old != new:
            direction = SafetyDirection.WIDENED if new > old else SafetyDirection.NARROWED
            sentence = f"The alarm {name} is raised by {counted(new, 'event')} instead of {old:,}"
            yield pair.new(direction, ("alerts", "alarms", name, "threshold"), sentence)


def _audience(pair: BaselinePair, old: Alerts, new: Alerts) -> Iterator[Entry]:
    """Compare whom the alarms of both baselines reach, those that change alike together."""
    before, after = pair.alarms
    grouped: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
    for name in (name for name in before if name in after):
        was, becomes = _heard(old, before[name]), _heard(new, after[name])
        if was != becomes:
            grouped.setdefault((was - becomes, becomes - was), []).append(name)
    for (lost, gained), names in grouped.items():
        parts = [f"no longer to {listed(sorted(lost))}"] if lost else []
        parts += [f"to {listed(sorted(gained))}"] if gained else []
        verb = "goes" if len(names) == 1 else "go"
        sentence = f"{counted(len(names), 'alarm')} ({listed(names)}) {verb} {' but '.join(parts)}"
        direction = SafetyDirection.WIDENED if lost else SafetyDirection.NARROWED
        yield pair.new(direction, ("alerts", "subscribers"), sentence)


def _heard(section: Alerts, alarm: AlarmSummary) -> frozenset[str]:
    subscribers = section.subscribers[section.audience[cast("Severity", alarm.severity)]]
    return frozenset(_addresses(subscribers))


def _addresses(subscribers: Subscribers) -> Iterator[str]:
    for kind in SUBSCRIBERS:
        yield from getattr(subscribers, kind)
