"""The chosen columns cover everything at the least cost."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.minify.cover import cheapest_cover
from guardrails.policy.minify.problem import Column

ROWS = 6
EVERYTHING = (1 << ROWS) - 1
COLUMNS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, EVERYTHING)), max_size=7).map(
    lambda drawn: [
        *(Column(f"c{number}", cost, rows) for number, (cost, rows) in enumerate(drawn)),
        *(Column(f"single{row}", 9, 1 << row) for row in range(ROWS)),
    ]
)


def _cost(columns: tuple[Column, ...] | list[Column]) -> int:
    return sum(column.cost for column in columns)


def _union(columns: tuple[Column, ...] | list[Column]) -> int:
    union = 0
    for column in columns:
        union |= column.rows
    return union


def _least(columns: list[Column]) -> int:
    """Try every set of columns, and return the least cost of one that covers all."""
    return min(
        _cost(tried)
        for size in range(1, ROWS + 1)
        for tried in combinations(columns, size)
        if _union(tried) == EVERYTHING
    )


@given(COLUMNS)
def test_everything_is_covered_at_a_bounded_cost(columns: list[Column]) -> None:
    """Choosing by price per row alone already costs at most H(6) times the least.

    Source: Chvátal, A greedy heuristic for the set-covering problem, Math. of Operations Research 4 (1979).
    """
    chosen = cheapest_cover(columns, EVERYTHING)
    assert _union(chosen) == EVERYTHING
    assert _cost(chosen) <= sum(1 / row for row in range(1, ROWS + 1)) * _least(columns)


@pytest.mark.slow
def test_hardly_a_small_problem_has_a_cheaper_cover() -> None:
    """Over 300 drawn problems one character in a thousand is too much."""
    draw = random.Random(6)  # noqa: S311 - the same problems every time
    singles = [Column(f"single{row}", 9, 1 << row) for row in range(ROWS)]
    cost = least = 0
    for _ in range(300):
        columns = [
            *(Column(f"c{number}", draw.randint(1, 12), draw.randint(1, EVERYTHING)) for number in range(7)),
            *singles,
        ]
        cost += _cost(cheapest_cover(columns, EVERYTHING))
        least += _least(columns)
    assert least <= cost < 1.001 * least


@given(COLUMNS, st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(columns: list[Column], order: random.Random) -> None:
    """The same document comes out whatever order a list was read in."""
    shuffled = list(columns)
    order.shuffle(shuffled)
    assert cheapest_cover(shuffled, EVERYTHING) == cheapest_cover(columns, EVERYTHING)


def test_nothing_is_chosen_for_nothing() -> None:
    """No rows, no cost."""
    assert cheapest_cover([Column("a", 1, 1)], 0) == ()


def _knot(rows: int, seed: int) -> list[Column]:
    """Make a problem that reduction can't touch: every row in several columns that overlap."""
    choose = random.Random(seed)  # noqa: S311 - the same problem every time
    every = [Column(f"s{row:02}", 10, 1 << row) for row in range(rows)]
    wide = [
        Column(
            f"w{number:02}", choose.randint(14, 22), sum(1 << row for row in choose.sample(range(rows), 4))
        )
        for number in range(2 * rows)
    ]
    return [*every, *wide]


def _least_cost(columns: list[Column], rows: int) -> int:
    """Compute the least cost of covering the rows, by what covering each set of them costs."""
    costs = {0: 0}
    for covered in range(1 << rows):
        if covered not in costs or covered == (1 << rows) - 1:
            continue
        lowest_open = next(row for row in range(rows) if not covered >> row & 1)
        for column in columns:
            if column.rows >> lowest_open & 1:
                union, cost = covered | column.rows, costs[covered] + column.cost
                costs[union] = min(cost, costs.get(union, cost))
    return costs[(1 << rows) - 1]


@pytest.mark.parametrize("seed", range(8))
def test_a_knot_is_covered_at_little_more_than_the_least_cost(seed: int) -> None:
    """Without a search the cover of such a problem may be dearer; it never leaves a row out."""
    columns = _knot(14, seed)
    chosen = cheapest_cover(columns, (1 << 14) - 1)
    assert _union(chosen) == (1 << 14) - 1
    least = _least_cost(columns, 14)
    assert least <= _cost(chosen) <= 1.12 * least
