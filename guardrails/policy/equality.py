"""Prove that two documents say the same, whatever way the second was made of the first.

This knows nothing of how a document is shortened, on purpose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from guardrails.policy.action_set import bits, bits_of, catalogue_actions
from guardrails.policy.language.document import Document, Statement
from guardrails.policy.language.patterns import matches

OPEN = "\N{GREEK SMALL LETTER DELTA}"
"""Stands for what a pattern leaves open; no action is spelled with it."""
_WILDCARDS = re.compile(r"[*?]")


def opened(pattern: str) -> str:
    """Return the name that a pattern covers with a letter in place of each wildcard that nobody spells."""
    return _WILDCARDS.sub(OPEN, pattern)


def covers(pattern: str, candidate: str) -> bool:
    """Return whether a pattern surely covers everything that another one covers, in the catalogue or not.

    Case doesn't matter. With `?` in it, a pattern is said to cover only itself.
    """
    pattern, candidate = pattern.lower(), candidate.lower()
    return pattern == candidate or ("?" not in pattern and matches(pattern, opened(candidate)))


def context_of(statement: Statement) -> Statement:
    """Return all of a statement but its Sid and its actions, in the one way to write it."""
    return replace(
        statement,
        sid="",
        actions=(),
        not_actions=(),
        resources=_as_set(statement.resources),
        not_resources=_as_set(statement.not_resources),
        conditions=tuple(
            sorted(
                (operator.lower(), key.lower(), _as_set(values, wildcards=False))
                for operator, key, values in statement.conditions
            )
        ),
    )


def same_meaning(before: Document, after: Document, *, forever: bool) -> bool:
    """Return whether two documents decide alike over the whole catalogue; False where that isn't sure.

    Every `Action` list covers the same known actions and the same unknown names, and of future actions at
    least those that it covered. With `forever` it covers exactly those. A `NotAction` list covers exactly the
    same in any case.
    """
    meaning_before, meaning_after = _meaning(before), _meaning(after)
    return (
        replace(before, statements=(), verbatim=None) == replace(after, statements=(), verbatim=None)
        and meaning_before.keys() == meaning_after.keys()
        and all(
            _same_actions(meaning_before[context].actions, meaning_after[context].actions, forever=forever)
            and _same_exceptions(meaning_before[context].exceptions, meaning_after[context].exceptions)
            for context in meaning_before
        )
    )


def is_complete(document: Document) -> bool:
    """Return whether the statements hold everything in the document's own text, except its Id."""
    if document.verbatim is None:
        return True
    written = {key: value for key, value in json.loads(document.verbatim).items() if key != "Id"}
    return bool(_plain(written) == _plain(replace(document, verbatim=None).to_dict()))


@dataclass
class _Meaning:
    """The actions of all statements that differ in nothing else."""

    actions: list[str]
    exceptions: list[tuple[str, ...]]


def _meaning(document: Document) -> dict[Statement, _Meaning]:
    meaning: dict[Statement, _Meaning] = {}
    for statement in document.statements:
        entry = meaning.setdefault(context_of(statement), _Meaning([], []))
        entry.actions += statement.actions
        if statement.not_actions:
            entry.exceptions.append(statement.not_actions)
    return meaning


def _same_actions(before: Iterable[str], after: Iterable[str], *, forever: bool) -> bool:
    bits_before, bits_after = bits_of(before), bits_of(after)
    return (
        bits_before & catalogue_actions() == bits_after & catalogue_actions()
        and _unknown(before) == _unknown(after)
        and _all_covered(before, after)
        and (not forever or (bits_before == bits_after and _all_covered(after, before)))
    )


def _same_exceptions(before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> bool:
    """Compare `NotAction` lists pair by pair: what two of them except together, neither does alone."""
    return all(
        any(_same_actions(entries, counterpart, forever=True) for counterpart in counterparts)
        for exceptions, counterparts in ((before, after), (after, before))
        for entries in exceptions
    )


def _unknown(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(entry.lower() for entry in entries if not bits(entry))


def _all_covered(entries: Iterable[str], by: Iterable[str]) -> bool:
    """Return whether a single pattern covers each entry; known names are compared as bits already."""
    patterns = {entry for entry in by if "*" in entry or "?" in entry}
    return all(
        entry in patterns or any(covers(pattern, entry) for pattern in patterns)
        for entry in entries
        if "*" in entry or "?" in entry
    )


def _as_set(values: Iterable[str], *, wildcards: bool = True) -> tuple[str, ...]:
    """Write a set of values in one way; among resources `*` makes the others idle."""
    distinct = frozenset(values)
    return ("*",) if wildcards and "*" in distinct else tuple(sorted(distinct))


def _plain(value: Any) -> Any:
    """Make alike what AWS reads alike: a list of one and the one, a number or a truth value and its text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        return items[0] if len(items) == 1 else items
    return str(value).lower() if isinstance(value, bool) else str(value)
