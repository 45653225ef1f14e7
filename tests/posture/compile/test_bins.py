"""Bins: nothing overflows, what fits is found, and the same things go the same way every time."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.posture.compile.bins import fewest, spread

CAPACITY = 20
_sizes = st.lists(st.integers(1, CAPACITY), min_size=1, max_size=6)


def _loads(sizes: list[int], chosen: tuple[int, ...]) -> list[int]:
    return [
        sum(size for size, where in zip(sizes, chosen, strict=True) if where == number)
        for number in range(max(chosen) + 1)
    ]


def _possible(sizes: list[int], bins: int) -> bool:
    return any(max(_loads(sizes, chosen)) <= CAPACITY for chosen in product(range(bins), repeat=len(sizes)))


@given(sizes=_sizes, bins=st.integers(1, 3))
def test_a_way_is_found_exactly_where_there_is_one(sizes: list[int], bins: int) -> None:
    """Held against every way there is."""
    chosen = spread(sizes, CAPACITY, bins)
    assert (chosen is not None) == _possible(sizes, bins)
    if chosen is not None:
        assert max(_loads(sizes, chosen)) <= CAPACITY
        assert max(chosen) < bins


@given(sizes=_sizes)
def test_bins_are_as_few_as_can_be_and_numbered_from_the_first(sizes: list[int]) -> None:
    """One less wouldn't do; a bin's number says when its first thing comes."""
    chosen = fewest(sizes, CAPACITY)
    bins = max(chosen) + 1
    assert bins == 1 or not _possible(sizes, bins - 1)
    assert list(dict.fromkeys(chosen)) == list(range(bins))


def test_where_first_fit_fails_the_search_finds_it() -> None:
    """Neither in order nor the largest first: 6+4, 5+5, 7+3 of 10."""
    sizes = [4, 4, 4, 6, 6, 6, 5, 5, 3, 7]
    assert spread(sizes, 10, 5) is not None
    assert spread([6, 5, 5, 4, 4, 3, 3], 15, 2) is not None


def test_things_that_fit_in_order_stay_in_order() -> None:
    """A small change moves few: the largest first would have mixed them."""
    assert spread([5, 4, 9, 1, 8], 10, 3) == (0, 0, 1, 0, 2)
    assert spread([5, 5, 9, 1, 8], 10, 3) == (0, 0, 1, 1, 2)


def test_a_hopeless_search_ends() -> None:
    """Forty things that don't fit by a hair."""
    sizes = [34 + number % 7 for number in range(40)]
    bins = -(-sum(sizes) // 100)
    assert spread(sizes, 100, bins) is None


def test_a_thing_larger_than_a_bin_is_an_error() -> None:
    """There is no number of bins that would do."""
    assert spread([21], CAPACITY, 3) is None
    with pytest.raises(ValueError, match="larger than a bin"):
        fewest([21], CAPACITY)
