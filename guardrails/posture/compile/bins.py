"""Put things of different sizes into as many bins of one size: quick where it is easy, thorough where not."""

from __future__ import annotations

from collections.abc import Sequence

_TRIES = 5_000
"""Placements that the search tries before it gives up; the same on every machine."""


def spread(sizes: Sequence[int], capacity: int, bins: int) -> tuple[int, ...] | None:
    """Return the bin of every thing, or None where no placement fits.

    First-fit in the given order comes first, because a small change of one thing then moves few others. The
    largest first comes next, then a search that is complete until it has tried many placements. Bins are
    numbered by the first thing in them.
    """
    if sum(sizes) > bins * capacity or any(size > capacity for size in sizes):
        return None
    in_order = range(len(sizes))
    largest_first = sorted(in_order, key=lambda place: (-sizes[place], place))
    for order in (in_order, largest_first):
        assignment = _first_fit(sizes, order, capacity, bins)
        if assignment is not None:
            return _numbered(assignment)
    assignment = _BinSearch(sizes, largest_first, capacity, bins).run()
    return _numbered(assignment) if assignment is not None else None


def fewest(sizes: Sequence[int], capacity: int) -> tuple[int, ...]:
    """Return the bin of every thing in as few bins as are found to do; each thing must fit into one.

    Raises:
        ValueError: when one is larger than a bin.
    """
    if any(size > capacity for size in sizes):
        raise ValueError("larger than a bin")
    bins = max(1, -(-sum(sizes) // capacity))
    while (assignment := spread(sizes, capacity, bins)) is None:
        bins += 1
    return assignment


def _first_fit(sizes: Sequence[int], order: Sequence[int], capacity: int, bins: int) -> list[int] | None:
    room = [capacity] * bins
    chosen = [0] * len(sizes)
    for place in order:
        fitting = next((number for number in range(bins) if room[number] >= sizes[place]), None)
        if fitting is None:
            return None
        room[fitting] -= sizes[place]
        chosen[place] = fitting
    return chosen


def _numbered(chosen: Sequence[int]) -> tuple[int, ...]:
    numbers: dict[int, int] = {}
    return tuple(numbers.setdefault(number, len(numbers)) for number in chosen)


class _BinSearch:
    """Depth-first, the largest things first; bins with the same room are the same bin."""

    def __init__(self, sizes: Sequence[int], order: Sequence[int], capacity: int, bins: int) -> None:
        self._sizes, self._order = sizes, order
        self._room = [capacity] * bins
        self._waste = bins * capacity - sum(sizes)
        self._chosen = [0] * len(sizes)
        self._tries = _TRIES

    def run(self) -> list[int] | None:
        """Return the bin of every thing."""
        return self._chosen if self._place(0) else None

    def _place(self, depth: int) -> bool:
        if depth == len(self._order):
            return True
        place = self._order[depth]
        size, smallest = self._sizes[place], self._sizes[self._order[-1]]
        if sum(room for room in self._room if room < smallest) > self._waste:
            return False
        tried: set[int] = set()
        for number, room in enumerate(self._room):
            if room < size or room in tried:
                continue
            tried.add(room)
            self._tries -= 1
            if self._tries < 0:
                return False
            self._room[number], self._chosen[place] = room - size, number
            if self._place(depth + 1):
                return True
            self._room[number] = room
        return False
