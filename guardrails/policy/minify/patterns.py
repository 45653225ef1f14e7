"""The patterns that could stand for a service's actions: one wildcard each, anywhere in the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from guardrails.policy.equality import OPEN, covers, opened
from guardrails.policy.language.patterns import matches
from guardrails.policy.minify.problem import Column

_FEW = 8
"""So many names are asked one by one."""
SEPARATORS = 4
"""The characters that an entry of a JSON list takes beside its text: two quotes, a comma and a space."""

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^A-Za-z0-9])|(?=[^A-Za-z0-9])")


class Wildcards(StrEnum):
    """Where a wildcard may be put that nobody wrote."""

    LETTERS = "letters"
    """Between any two letters, such as `iam:*y`: the shortest."""
    WORDS = "words"
    """Between words, such as `iam:Delete*Policy`: longer, but a reader sees what is meant."""
    NONE = "none"
    """Nowhere: only what a written pattern covers anyway goes."""


def columns(
    service: str,
    actions: Sequence[str],
    patterns: Sequence[str],
    forbidden_names: Sequence[str],
    wildcards: Wildcards,
) -> tuple[Column, ...]:
    """Return what could be written for actions and patterns of one service, all named without its prefix.

    Row by row the columns cover `actions`, then `patterns`, the ones that somebody wrote. None covers any of
    `forbidden_names`. Of the patterns with one wildcard only those are returned whose every shorter form
    would.
    """
    names = [*actions, *(opened(pattern) for pattern in patterns)]
    lowered = [name.lower() for name in names]
    overhead = len(service) + 1 + SEPARATORS
    candidates = [Column(name, overhead + len(name), 1 << row) for row, name in enumerate(actions)]
    for number, pattern in enumerate(patterns):
        rows = sum(1 << row for row, name in enumerate(actions) if matches(pattern.lower(), name.lower()))
        rows |= sum(
            1 << len(actions) + row for row, narrower in enumerate(patterns) if covers(pattern, narrower)
        )
        candidates.append(Column(pattern, overhead + len(pattern), rows | 1 << len(actions) + number))
    if wildcards is not Wildcards.NONE:
        forbidden = _Forbidden(forbidden_names)
        texts: dict[tuple[str, str], str] = {}
        for name in names:
            for start, end in _shortest(name, forbidden, wildcards):
                key = (name[:start].lower(), name[end:].lower())
                texts.setdefault(key, f"{name[:start]}*{name[end:]}")
        candidates += (
            Column(text, overhead + len(text), _rows(prefix, suffix, lowered))
            for (prefix, suffix), text in texts.items()
        )
    return tuple(candidates)


class _Forbidden:
    """The names that no pattern may cover, asked by how a pattern begins and ends."""

    def __init__(self, names: Sequence[str]) -> None:
        self._beginning: dict[str, tuple[str, ...]] = {"": tuple(map(str.lower, names))}
        self._ends: dict[str, frozenset[str]] = {}

    def covered(self, prefix: str, suffix: str) -> bool:
        """Return whether a pattern of two lower-case ends covers any of the names."""
        candidates = self._with_prefix(prefix)
        if len(candidates) <= _FEW:
            least = len(prefix) + len(suffix)
            return any(name.endswith(suffix) and len(name) >= least for name in candidates)
        if prefix not in self._ends:
            self._ends[prefix] = frozenset(
                name[start:] for name in candidates for start in range(len(prefix), len(name) + 1)
            )
        return suffix in self._ends[prefix]

    def _with_prefix(self, prefix: str) -> tuple[str, ...]:
        names = self._beginning.get(prefix)
        if names is None:
            shorter = self._with_prefix(prefix[:-1])
            names = tuple(name for name in shorter if name.startswith(prefix)) if shorter else ()
            self._beginning[prefix] = names
        return names


def _shortest(name: str, forbidden: _Forbidden, wildcards: Wildcards) -> Iterator[tuple[int, int]]:
    """Find where one wildcard can be put: from, to. It replaces as much as it may.

    A longer beginning allows a shorter end, so the end only ever moves on; where it doesn't, the longer
    beginning is of no use.
    """
    lowered = name.lower()
    starts, ends = _cuts(name, wildcards)
    for start in starts:
        beginning = lowered[:start]
        allowed = (
            number
            for number, end in enumerate(ends)
            if end >= start and not forbidden.covered(beginning, lowered[end:])
        )
        number = next(allowed, None)
        if number is not None:
            yield start, ends[number]
            ends = ends[:number]
        if not ends:
            return


def _cuts(name: str, wildcards: Wildcards) -> tuple[list[int], list[int]]:
    """Return where a wildcard can begin, and where it can end, last place first."""
    cuts = list(range(len(name) + 1))
    if wildcards is Wildcards.WORDS:
        cuts = sorted({0, len(name), *(match.start() for match in _WORD.finditer(name))})
    first, last = name.find(OPEN), name.rfind(OPEN)
    starts = [cut for cut in cuts if first < 0 or cut <= first]
    return starts, [cut for cut in reversed(cuts) if cut > last]


def _rows(prefix: str, suffix: str, lowered: Sequence[str]) -> int:
    least = len(prefix) + len(suffix)
    return sum(
        1 << row
        for row, name in enumerate(lowered)
        if name.startswith(prefix) and name.endswith(suffix) and len(name) >= least
    )
