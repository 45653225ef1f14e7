"""Guess the name that somebody meant who wrote one that doesn't exist."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Two names less alike than this are no help as a suggestion; difflib's own default.
_LIKENESS = 0.6


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like the name, ignoring case, or None where none is like it.

    Of equally likely candidates the one that starts more like the name is returned, then the last in sorted
    order, whatever order they come in. Takes milliseconds for regions, services or one service's actions; for
    an action, narrow the candidates to its service first.
    """
    lower_name = name.lower()
    # SequenceMatcher keeps what it knows of its second sequence, so that one stays the same.
    matcher = SequenceMatcher(isjunk=None, b=lower_name, autojunk=False)
    best: tuple[float, int, str] | None = None
    for candidate in candidates:
        matcher.set_seq1(candidate.lower())
        floor = best[0] if best else _LIKENESS
        if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
            continue
        likeness = matcher.ratio()
        if likeness >= floor:
            rank = (likeness, _shared_start(lower_name, candidate.lower()), candidate)
            best = max(best, rank) if best else rank
    return best[-1] if best else None


def _shared_start(first: str, second: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
