"""The chosen columns cover everything at the least cost."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.minify import cover as minify_cover
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


@given(COLUMNS)
def test_nothing_cheaper_covers_everything(columns: list[Column]) -> None:
    """Every set of columns is tried; none that covers all costs less."""
    chosen = cheapest_cover(columns, EVERYTHING)
    assert _union(chosen) == EVERYTHING
    least = min(
        _cost(tried)
        for size in range(1, ROWS + 1)
        for tried in combinations(columns, size)
        if _union(tried) == EVERYTHING
    )
    assert _cost(chosen) == least


@given(COLUMNS, st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(columns: list[Column], order: random.Random) -> None:
    """The same document comes out whatever order a list was read in."""
    shuffled = list(columns)
    order.shuffle(shuffled)
    assert cheapest_cover(shuffled, EVERYTHING) == cheapest_cover(columns, EVERYTHING)


def test_nothing_is_chosen_for_nothing() -> None:
    """No rows, no cost."""
    assert cheapest_cover([Column("a", 1, 1)], 0) == ()


def _knot(rows: int) -> list[Column]:
    """Make a problem that reduction can't touch: every row in several columns that overlap."""
    choose = random.Random(7)  # noqa: S311 - the same problem every time
    every = [Column(f"s{row:02}", 10, 1 << row) for row in range(rows)]
    wide = [
        Column(
            f"w{number:02}", choose.randint(14, 22), sum(1 << row for row in choose.sample(range(rows), 4))
        )
        for number in range(2 * rows)
    ]
    return [*every, *wide]


def test_a_search_cut_short_still_covers_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Giving up costs characters, never meaning, and no more than a little."""
    columns, everything = _knot(24), (1 << 24) - 1
    thorough = cheapest_cover(columns, everything)
    monkeypatch.setattr(minify_cover, "SEARCH_STEPS", 0)
    hasty = cheapest_cover(columns, everything)
    assert _union(hasty) == _union(thorough) == everything
    assert _cost(thorough) <= _cost(hasty) <= 1.1 * _cost(thorough)
