"""Who is told of which costs, and from what amount on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from guardrails.baseline import Baseline
from guardrails.baseline.sections.budgets import SEVERITIES, Budget, Budgets
from guardrails.changes.anomalies import anomaly_changes
from guardrails.changes.fields import listed, shown, widening
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection, covered
from guardrails.errors import counted

PERIODS_A_YEAR = {"daily": 365, "monthly": 12, "quarterly": 4, "yearly": 1}
COMPARED = frozenset(
    (
        "scope",
        "services",
        "zones",
        "tags",
        "without",
        "period",
        "amount",
        "planned",
        "auto_adjust",
        "actual",
        "forecasted",
    )
)
"""The fields of a budget that this file compares."""
_AMOUNT = ("amount", "planned", "auto_adjust", "period")
_LOWERING = {"credits", "refunds"}
"""The kinds of costs that are less than nothing."""
_KINDS = {"ACTUAL": "of the costs so far", "FORECASTED": "of the forecast"}


class _Alert(NamedTuple):
    """A threshold of a budget."""

    budget: str
    kind: str
    at: float

    def __str__(self) -> str:
        return f"{self.at:g} % {_KINDS[self.kind]}"


def budget_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the section `budgets`."""
    old, new = pair.before.budgets, pair.after.budgets
    if old is None and new is not None:
        names = listed(new.limits)
        yield pair.new(SafetyDirection.NARROWED, ("budgets",), f"Budgets are added: {names}")
    elif new is None and old is not None:
        sentence = f"Every budget is removed, so nobody is told of costs: {listed(old.limits)}"
        yield pair.old(SafetyDirection.WIDENED, ("budgets",), sentence)
    elif old is not None and new is not None:
        before, after = (_deployed(baseline) for baseline in (pair.before, pair.after))
        for name in dict.fromkeys((*old.limits, *new.limits)):
            yield from _limit(pair, name, before.get(name), after.get(name))
        yield from _audience(pair, old, new)
        yield from anomaly_changes(pair, old, new)
        yield from _topics(pair, old, new)
        if old.stacks != new.stacks:
            sentence = f"Budgets are spread over {new.stacks} stacks instead of {old.stacks}"
            yield pair.new(SafetyDirection.NEUTRAL, ("budgets", "stacks"), sentence)
        places = pair.before.budgets_region, pair.after.budgets_region
        if places[0] != places[1]:
            sentence = f"Budgets and their topics stand in {places[1]} instead of {places[0]}, so that every"
            yield pair.new(
                SafetyDirection.NEUTRAL, ("budgets", "region"), f"{sentence} subscriber has to confirm anew"
            )


def _topics(pair: BaselinePair, old: Budgets, new: Budgets) -> Iterator[Entry]:
    for severity in SEVERITIES:
        was, becomes = old.topic_name(severity), new.topic_name(severity)
        if was != becomes:
            sentence = f"Budgets tell of {severity} costs by the topic {becomes} instead of {was}"
            yield pair.new(
                SafetyDirection.NEUTRAL,
                ("budgets", "topics"),
                f"{sentence}; new subscribers of it have to confirm",
            )


def _limit(pair: BaselinePair, name: str, old: Budget | None, new: Budget | None) -> Iterator[Entry]:
    path = ("budgets", "limits", name)
    if old is None and new is None:
        return  # both are of a closed account
    if old is None:
        yield pair.new(SafetyDirection.NARROWED, path, f"The budget {name} is added")
    elif new is None:
        sentence = f"The budget {name} is removed: nobody is told of its costs"
        still_written = pair.after.budgets is not None and name in pair.after.budgets.limits
        side = pair.new if still_written else pair.old
        yield side(SafetyDirection.WIDENED, path, sentence)
    else:
        yield from _amount(pair, name, old, new)
        yield from _scope(pair, name, old, new)
        yield from _filters(pair, name, old, new)
        yield from _cost_types(pair, name, old, new)
        yield from _thresholds(pair, name, old, new)


def _deployed(baseline: Baseline) -> dict[str, Budget]:
    limits = baseline.budgets.limits if baseline.budgets else {}
    return {name: limits[name] for name in baseline.deployed_budgets}


def _amount(pair: BaselinePair, name: str, old: Budget, new: Budget) -> Iterator[Entry]:
    was, becomes = _amounts(old), _amounts(new)
    if all(getattr(old, name) == getattr(new, name) for name in _AMOUNT):
        return
    sentence = f"The budget {name} is {_written(new)} instead of {_written(old)}"
    if was and becomes and len(was) == len(becomes):
        higher = [b for a, b in zip(was, becomes, strict=True) if b > a]
        lower = [b for a, b in zip(was, becomes, strict=True) if b < a]
        direction = widening(higher, lower)
    else:  # a period more or less, or an amount that AWS sets: nobody can say when it alerts
        direction = SafetyDirection.WIDENED
    key = next(key for key in ("amount", "planned", "auto_adjust") if getattr(new, key) is not None)
    field = key if getattr(old, key) != getattr(new, key) else "period"
    yield pair.new(direction, ("budgets", "limits", name, field), sentence)


def _amounts(budget: Budget) -> tuple[float, ...] | tuple[()]:
    """Return the amounts of a year; nothing where AWS sets them, told apart by its text."""
    if budget.amount is not None:
        return (budget.amount,) * PERIODS_A_YEAR[budget.period]
    return budget.planned.amounts if budget.planned is not None else ()


def _written(budget: Budget) -> str:
    if budget.amount is not None:
        return f"{budget.amount:,.15g} US dollars {budget.period}"
    if budget.planned is not None:
        amounts = [f"{amount:,.15g}" for amount in budget.planned.amounts]
        return f"{', '.join(amounts)} US dollars {budget.period} from {budget.planned.starts}"
    adjust = budget.auto_adjust
    periods = "" if adjust is None or adjust.periods is None else f" of {adjust.periods} periods"
    return f"what AWS sets by {'' if adjust is None else adjust.by}{periods} {budget.period}"


def _scope(pair: BaselinePair, name: str, old: Budget, new: Budget) -> Iterator[Entry]:
    was, becomes = covered(pair.before, (old.scope,)), covered(pair.after, (new.scope,))
    common_ids = {*pair.before.tree.by_id} & {*pair.after.tree.by_id}
    lost, gained = (was - becomes) & common_ids, (becomes - was) & common_ids
    path = ("budgets", "limits", name, "scope")
    if lost:
        yield pair.new(SafetyDirection.WIDENED, path, f"The budget {name} no longer counts the costs", lost)
    if gained:
        yield pair.new(SafetyDirection.NARROWED, path, f"The budget {name} counts the costs too", gained)


def _filters(pair: BaselinePair, name: str, old: Budget, new: Budget) -> Iterator[Entry]:
    filters = {
        "services": (set(old.services), set(new.services)),
        "zones": (set(old.zones), set(new.zones)),
        "tags": (_tags(old), _tags(new)),
    }
    for field, (was, becomes) in filters.items():
        if was == becomes:
            continue
        narrower = field == "tags" or not becomes >= was
        fewer = bool(becomes) and (not was or narrower)
        before, after = (shown(tuple(sorted(values)), "all") for values in (was, becomes))
        sentence = f"The budget {name} counts the costs of {field} {after} instead of {before}"
        direction = SafetyDirection.WIDENED if fewer else SafetyDirection.NARROWED
        yield pair.new(direction, ("budgets", "limits", name, field), sentence)


def _cost_types(pair: BaselinePair, name: str, old: Budget, new: Budget) -> Iterator[Entry]:
    """Compare which kinds of costs count: credits and refunds lower the sum, the others raise it."""
    was, becomes = set(old.without), set(new.without)
    counted_less, counted_more = becomes - was, was - becomes
    later = counted_less - _LOWERING | counted_more & _LOWERING
    earlier = counted_less & _LOWERING | counted_more - _LOWERING
    for direction, cost_types in ((SafetyDirection.WIDENED, later), (SafetyDirection.NARROWED, earlier)):
        for no_longer, names in ((True, cost_types & counted_less), (False, cost_types & counted_more)):
            if names:
                sentence = f"The budget {name} {'no longer counts' if no_longer else 'counts'} "
                sentence += f"{listed(sorted(names))}, so it alerts "
                sentence += "later" if direction is SafetyDirection.WIDENED else "earlier"
                yield pair.new(direction, ("budgets", "limits", name, "without"), sentence)


def _tags(budget: Budget) -> set[str]:
    return {f"{key}={value}" for key, values in budget.tags.items() for value in values}


def _thresholds(pair: BaselinePair, name: str, old: Budget, new: Budget) -> Iterator[Entry]:
    was, becomes = _alerts(name, old), _alerts(name, new)
    lost, gained = was - becomes, becomes - was
    path = ("budgets", "limits", name)
    if lost:
        sentence = f"The budget {name} no longer alerts at {listed(map(str, sorted(lost)))}"
        sentence += f", but at {listed(map(str, sorted(gained)))}" if gained else ""
        earlier = all(any(b.kind == a.kind and b.at < a.at for b in gained) for a in lost)
        direction = (
            SafetyDirection.NARROWED if earlier and len(gained) >= len(lost) else SafetyDirection.WIDENED
        )
        yield pair.new(direction, path, sentence)
    elif gained:
        sentence = f"The budget {name} alerts at {listed(map(str, sorted(gained)))} too"
        yield pair.new(SafetyDirection.NARROWED, path, sentence)


def _alerts(name: str, budget: Budget) -> set[_Alert]:
    return {_Alert(name, kind, threshold.at) for kind, threshold in budget.thresholds}


def _audience(pair: BaselinePair, old: Budgets, new: Budgets) -> Iterator[Entry]:
    """Compare who hears of the thresholds that both baselines have, those that change alike together."""
    before, after = _heard(old), _heard(new)
    grouped: dict[tuple[frozenset[str], frozenset[str]], list[_Alert]] = {}
    for alert in (alert for alert in before if alert in after):
        was, becomes = before[alert], after[alert]
        if was != becomes:
            grouped.setdefault((was - becomes, becomes - was), []).append(alert)
    for (lost, gained), alerts in grouped.items():
        parts = [f"no longer {listed(sorted(lost))}"] if lost else []
        parts += [listed(sorted(gained))] if gained else []
        names = listed(dict.fromkeys(alert.budget for alert in alerts))
        sentence = f"{counted(len(alerts), 'threshold')} of the budgets {names} tell {' but '.join(parts)}"
        direction = SafetyDirection.WIDENED if lost else SafetyDirection.NARROWED
        yield pair.new(direction, ("budgets", "subscribers"), sentence)


def _heard(section: Budgets) -> dict[_Alert, frozenset[str]]:
    heard: dict[_Alert, frozenset[str]] = {}
    for name, budget in section.limits.items():
        for kind, threshold in budget.thresholds:
            alert = _Alert(name, kind, threshold.at)
            severity = section.heard_as(threshold.severity)
            heard[alert] = heard.get(alert, frozenset()) | frozenset(section.audiences[severity])
    return heard
