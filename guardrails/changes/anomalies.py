"""Which anomalies of costs somebody is told of."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.sections.anomalies import AnomalyMonitor
from guardrails.baseline.sections.budgets import Budgets
from guardrails.changes.fields import listed
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection, covered
from guardrails.errors import counted

COMPARED = frozenset(("services", "accounts", "tags", "groups", "existing"))
"""The fields of `anomalies` that this file compares."""
COMPARED_OF_GROUPS = frozenset(("scope", "tags", "alerts"))
_People = dict[str, frozenset[str]]
"""By the threshold as people read it, the addresses that are told."""


def anomaly_changes(pair: BaselinePair, old: Budgets, new: Budgets) -> Iterator[Entry]:
    """Compare the part `anomalies` of two sections."""
    before, after = _monitors(old), _monitors(new)
    for name in dict.fromkeys((*before, *after)):
        was, becomes = before.get(name), after.get(name)
        if becomes is None:
            path = ("budgets", "anomalies") if new.anomalies is not None else ("budgets",)
            sentence = f"Anomalies of {name} are no longer watched, so nobody is told of them"
            yield pair.new(SafetyDirection.WIDENED, path, sentence)
        elif was is None:
            sentence = f"Anomalies of {name} are watched: {counted(len(becomes.alerts), 'threshold')}"
            yield pair.new(SafetyDirection.NARROWED, _path(becomes), sentence)
        else:
            yield from _told(pair, becomes, _people(old, was), _people(new, becomes))
            yield from _costs(pair, was, becomes)
            yield from _owner(pair, was, becomes)


def _monitors(section: Budgets) -> dict[str, AnomalyMonitor]:
    monitors = section.anomalies.monitors if section.anomalies is not None else ()
    return {monitor.name: monitor for monitor in monitors}


def _path(monitor: AnomalyMonitor) -> tuple[str, ...]:
    return ("budgets", "anomalies", *monitor.path)


def _people(section: Budgets, monitor: AnomalyMonitor) -> _People:
    return {
        str(alert): frozenset(section.audiences[section.heard_as(alert.severity)]) for alert in monitor.alerts
    }


def _told(pair: BaselinePair, monitor: AnomalyMonitor, old: _People, new: _People) -> Iterator[Entry]:
    lost, gained = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    if lost:
        sentence = f"Anomalies of {monitor.name} no longer alert at {listed(lost)}"
        sentence += f", but at {listed(gained)}" if gained else ""
        yield pair.new(SafetyDirection.WIDENED, _path(monitor), sentence)
    elif gained:
        sentence = f"Anomalies of {monitor.name} alert at {listed(gained)} too"
        yield pair.new(SafetyDirection.NARROWED, _path(monitor), sentence)
    for threshold in sorted(old.keys() & new.keys()):
        fewer, more = old[threshold] - new[threshold], new[threshold] - old[threshold]
        if not fewer and not more:
            continue
        parts = [f"no longer {listed(sorted(fewer))}"] if fewer else []
        parts += [listed(sorted(more))] if more else []
        sentence = f"Anomalies of {monitor.name} at {threshold} tell {' but '.join(parts)}"
        direction = SafetyDirection.WIDENED if fewer else SafetyDirection.NARROWED
        yield pair.new(direction, _path(monitor), sentence)


def _costs(pair: BaselinePair, was: AnomalyMonitor, becomes: AnomalyMonitor) -> Iterator[Entry]:
    """Compare the costs of a group; AWS learns anew what is usual wherever they change."""
    before, after = _watched(pair, was, old=True), _watched(pair, becomes, old=False)
    if before != after:
        sentence = f"Anomalies of {becomes.name} are those of {listed(after)} instead of {listed(before)}"
        direction = SafetyDirection.WIDENED if set(before) - set(after) else SafetyDirection.NARROWED
        yield pair.new(direction, _path(becomes), sentence)


def _watched(pair: BaselinePair, monitor: AnomalyMonitor, *, old: bool) -> list[str]:
    if monitor.group is None:
        return []
    if monitor.group.scope is not None:
        accounts = covered(pair.before if old else pair.after, (monitor.group.scope,))
        return sorted(f"account {account}" for account in accounts)
    return sorted(f"{key}={value}" for key, values in monitor.group.tags.items() for value in values)


def _owner(pair: BaselinePair, was: AnomalyMonitor, becomes: AnomalyMonitor) -> Iterator[Entry]:
    if was.existing != becomes.existing:
        before, after = (monitor.existing or "one of the stack" for monitor in (was, becomes))
        sentence = f"Anomalies of {becomes.name} come from the monitor {after} instead of {before}"
        path = ("budgets", "anomalies", "existing") if becomes.existing else _path(becomes)
        yield pair.new(SafetyDirection.NEUTRAL, path, sentence)
