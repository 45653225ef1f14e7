"""Exemptions that change: the principal, the owner, the reason and the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guardrails.baseline.guardrail import Exemption
from guardrails.changes.fields import Meaning, by_table, more_widens, neutral, shown, widened
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection


def later_widens(old: Any, new: Any) -> SafetyDirection:
    """Judge the last day of an exemption; without one it never ends."""
    if new is None:
        return SafetyDirection.WIDENED
    return SafetyDirection.NARROWED if old is None or new < old else SafetyDirection.WIDENED


def controls_widen(old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> SafetyDirection:
    """Judge the controls that exempt somebody; without a list, all of them do."""
    if new is None or old is None:
        return SafetyDirection.WIDENED if new is None else SafetyDirection.NARROWED
    return more_widens(set(old), set(new))


EXEMPTION: dict[str, Meaning] = {
    "principal": Meaning(widened, "exempts {new} instead of {old}"),
    "owner": Meaning(neutral, "is answered for by {new} instead of {old}"),
    "reason": Meaning(neutral, 'has the reason "{new}" instead of "{old}"'),
    "expires": Meaning(later_widens, "ends after {new} instead of {old}", "no day"),
    "remind_days": Meaning(neutral, "is reminded of {new} days before it ends instead of {old}"),
    "controls": Meaning(controls_widen, "holds for {new} instead of {old}", "every control"),
}


def exemption_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the section `exemptions`."""
    old, new = pair.before.exemptions, pair.after.exemptions
    for name in dict.fromkeys((*old, *new)):
        path = ("exemptions", name)
        if name not in new:
            sentence = f"{old[name].principal} is exempt no longer"
            yield pair.old(SafetyDirection.NARROWED, path, sentence)
        elif name not in old:
            yield pair.new(SafetyDirection.WIDENED, path, _added(new[name]))
        else:
            for entry in by_table(pair, path, old[name], new[name], EXEMPTION):
                sentence = f"The exemption {name} {entry.sentence}"
                yield Entry(entry.direction, entry.field, sentence, entry.location)


def _added(exemption: Exemption) -> str:
    until = f"until {exemption.expires}" if exemption.expires else "without an end"
    controls = shown(exemption.controls, "every control")
    return f"{exemption.principal} is exempt from {controls} {until}: {exemption.reason} ({exemption.owner})"
