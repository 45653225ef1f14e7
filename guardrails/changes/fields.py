"""Compare the fields of a section by a table: what each change means, and the sentence for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.baseline.sections.common import Section
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection

Judge = Callable[[Any, Any], SafetyDirection]
FOREVER = float("inf")
_FEW = 5


@dataclass(frozen=True)
class Meaning:
    """The meaning of a field's change."""

    judge: Judge
    sentence: str
    """With {old} and {new} where the values stand."""
    unset: str = "nothing"
    """The words for a value of null."""


def widened(_old: object, _new: object) -> SafetyDirection:
    """Judge a change of which nobody can say that it opens nothing."""
    return SafetyDirection.WIDENED


def neutral(_old: object, _new: object) -> SafetyDirection:
    """Judge a change that opens nothing."""
    return SafetyDirection.NEUTRAL


def more_widens(old: Any, new: Any) -> SafetyDirection:
    """Judge a number, or a set whose every member opens something; false is less than true."""
    if isinstance(old, tuple | frozenset | set):
        return widening(set(new) - set(old), set(old) - set(new))
    return SafetyDirection.WIDENED if new > old else SafetyDirection.NARROWED


def less_widens(old: Any, new: Any) -> SafetyDirection:
    """Judge a number, or a set whose every member protects something; null is more than any number."""
    if isinstance(old, tuple | frozenset | set):
        return more_widens(new, old)
    return more_widens(FOREVER if new is None else new, FOREVER if old is None else old)


def removal_widens(_old: object, new: object) -> SafetyDirection:
    """Judge a protection of which only its absence opens something."""
    if new is None:
        return SafetyDirection.WIDENED
    return SafetyDirection.NARROWED if _old is None else SafetyDirection.NEUTRAL


def widening(opened: Iterable[object], closed: Iterable[object]) -> SafetyDirection:
    """Judge what is opened and what is closed: together it is widened."""
    if any(True for _ in opened):
        return SafetyDirection.WIDENED
    return SafetyDirection.NARROWED if any(True for _ in closed) else SafetyDirection.NEUTRAL


def by_table(
    pair: BaselinePair,
    path: tuple[str | int, ...],
    old: object,
    new: object,
    table: Mapping[str, Meaning],
    *,
    ids: Iterable[str] = (),
) -> Iterator[Entry]:
    """Compare the fields of two sections, an entry for each that differs.

    Args:
        pair: the baselines.
        path: where the section stands in both.
        old: the section before.
        new: the section after.
        table: what a change of each field means.
        ids: the ids of the accounts that it is about.
    """
    for name, meaning in table.items():
        was, becomes = getattr(old, name), getattr(new, name)
        if not same(was, becomes):
            sentence = meaning.sentence.format(
                old=shown(was, meaning.unset), new=shown(becomes, meaning.unset)
            )
            yield pair.new(meaning.judge(was, becomes), (*path, name), sentence, ids)


def same(old: object, new: object) -> bool:
    """Return whether two values say the same; the order of a list of texts says nothing."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return sorted(map(str, old)) == sorted(map(str, new))
    return old == new


def shown(value: object, unset: str = "nothing") -> str:
    """Write a value as a sentence has it."""
    text = str(value)
    if value is None or value in ((), "", {}):
        text = unset
    elif isinstance(value, Section):
        fields = {name: getattr(value, name) for name in sorted(value.model_fields_set)}
        text = " ".join(f"{name.replace('_', ' ')} {shown(field)}" for name, field in fields.items())
    elif isinstance(value, dict):
        text = listed(f"{key}={shown(field)}" for key, field in sorted(value.items()))
    elif isinstance(value, bool):
        text = text.lower()
    elif isinstance(value, int):
        text = f"{value:,}"
    elif isinstance(value, tuple | set | frozenset | list):
        text = listed(sorted(map(shown, value)))
    return text


def listed(names: Iterable[str]) -> str:
    """Join names, of many only the first."""
    everything = list(names)
    more = f" and {len(everything) - _FEW} more" if len(everything) > _FEW + 1 else ""
    return ", ".join(everything[:_FEW] if more else everything) + more
