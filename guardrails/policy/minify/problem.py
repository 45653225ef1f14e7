"""Weighted set cover: the problem, and what of it can be settled without searching.

Sets of rows and sets of columns are whole numbers, one bit each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Column:
    """Something to choose: what it is, what it costs and the rows that it covers."""

    name: str
    cost: int
    rows: int


@dataclass(frozen=True)
class Problem:
    """Rows yet to be covered, the columns still worth choosing and those chosen already."""

    columns: tuple[Column, ...]
    columns_of: dict[int, int]
    rows: int
    available: int
    chosen: int = 0

    def covering(self, row: int) -> int:
        """Return the columns that can still be chosen for a row."""
        return self.columns_of[row] & self.available

    def choose(self, place: int) -> Problem:
        """Return what is left once a column is chosen."""
        bit = 1 << place
        return replace(
            self,
            rows=self.rows & ~self.columns[place].rows,
            available=self.available & ~bit,
            chosen=self.chosen | bit,
        )

    def cost(self, chosen: int) -> int:
        """Add up what columns cost."""
        return sum(self.columns[place].cost for place in places(chosen))


def places(bits: int) -> Iterator[int]:
    """Return the places of the bits that are set, lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def transposed(columns: Sequence[Column]) -> dict[int, int]:
    """Map every row to the columns that cover it."""
    columns_of: dict[int, int] = {}
    for place, column in enumerate(columns):
        for row in places(column.rows):
            columns_of[row] = columns_of.get(row, 0) | 1 << place
    return columns_of


def reduced(problem: Problem) -> Problem:
    """Drop dominated columns and rows and choose what is the last to cover a row, until nothing moves."""
    while True:
        smaller = _without_dominated_rows(_without_dominated_columns(_with_essentials(problem)))
        if (smaller.rows, smaller.available) == (problem.rows, problem.available):
            return smaller
        problem = smaller


def _with_essentials(problem: Problem) -> Problem:
    for row in places(problem.rows):
        covering = problem.covering(row)
        if problem.rows >> row & 1 and covering and not covering & (covering - 1):
            problem = problem.choose(covering.bit_length() - 1)
    return problem


def _without_dominated_columns(problem: Problem) -> Problem:
    """Drop every column whose rows a column no dearer covers; among equals the first in order stays."""
    available = problem.available
    for place in reversed(list(places(available))):
        rows = problem.columns[place].rows & problem.rows
        dominators = available & ((1 << _end_of_cost(problem, place)) - 1) & ~(1 << place)
        for row in places(rows):
            dominators &= problem.columns_of[row]
            if not dominators:
                break
        if dominators or not rows:
            available &= ~(1 << place)
    return replace(problem, available=available)


def _end_of_cost(problem: Problem, place: int) -> int:
    """Return the place after the last column that costs no more."""
    cost, end = problem.columns[place].cost, place + 1
    while end < len(problem.columns) and problem.columns[end].cost == cost:
        end += 1
    return end


def _without_dominated_rows(problem: Problem) -> Problem:
    """Drop every row that is covered anyway once another row is."""
    rows = problem.rows
    by_number = sorted(places(rows), key=lambda row: (problem.covering(row).bit_count(), row))
    for number, row in enumerate(by_number):
        if not rows >> row & 1:
            continue
        covering = problem.covering(row)
        for other_row in by_number[number + 1 :]:
            if rows >> other_row & 1 and not covering & ~problem.columns_of[other_row]:
                rows &= ~(1 << other_row)
    return replace(problem, rows=rows)


def parts(problem: Problem) -> Iterator[Problem]:
    """Split a problem into those that share no column."""
    remaining = problem.rows
    while remaining:
        rows, columns, frontier = 0, 0, remaining & -remaining
        while frontier:
            rows |= frontier
            new = 0
            for row in places(frontier):
                new |= problem.covering(row)
            frontier = 0
            for place in places(new & ~columns):
                frontier |= problem.columns[place].rows & problem.rows
            columns |= new
            frontier &= ~rows
        yield replace(problem, rows=rows, available=columns, chosen=0)
        remaining &= ~rows
