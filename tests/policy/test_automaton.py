"""The sets of patterns that one text can match, against trying every short text."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.automaton import (
    Automaton,
    Grammar,
    UndecidableError,
    Walk,
    arn_walk,
    literal_walk,
    text_walk,
)
from guardrails.policy.patterns import arn_matches, matches

LETTERS = "ab"
PATTERNS = st.lists(st.text("ab*?", max_size=4), min_size=1, max_size=3)


@given(patterns=PATTERNS)
def test_every_short_text_is_in_a_class_and_every_class_has_its_text(patterns: list[str]) -> None:
    """Texts of `a`, `b` and another letter up to four long meet no set of patterns that isn't found."""
    found = dict(Automaton(tuple(text_walk(one) for one in patterns)).classes(Grammar()))
    for met, witness in found.items():
        assert met == {index for index, one in enumerate(patterns) if matches(one, witness)}
    for size in range(5):
        for letters in product("abx", repeat=size):
            text = "".join(letters)
            assert frozenset(i for i, one in enumerate(patterns) if matches(one, text)) in found


@given(patterns=st.lists(st.text("a:*?", max_size=9), min_size=1, max_size=3))
def test_arn_patterns_keep_to_their_segments(patterns: list[str]) -> None:
    """A class of ARN patterns has a text that ArnLike matches with exactly these."""
    for met, witness in Automaton(tuple(arn_walk(one) for one in patterns)).classes(Grammar()):
        assert met == {index for index, one in enumerate(patterns) if arn_matches(one, witness)}


def test_a_literal_in_any_case() -> None:
    """Where case is ignored, every spelling of a letter is taken."""
    walks: tuple[Walk, ...] = (literal_walk("Ab", ignore_case=True), literal_walk("aB"))
    assert {met for met, _ in Automaton(walks).classes(Grammar())} == {
        frozenset(),
        frozenset({0}),
        frozenset({0, 1}),
    }


def test_the_shortest_witness_starts_as_all_texts_do() -> None:
    """The start that the texts share stands in front of every witness."""
    [(met, witness)] = [one for one in Automaton((text_walk("arn:*:x"),)).classes(Grammar("arn:")) if one[0]]
    assert (set(met), witness) == ({0}, "arn::x")


def test_a_pattern_that_matches_nothing_is_in_no_class() -> None:
    """A value with a variable that nothing fills in equals no text."""
    assert {met for met, _ in Automaton((None, text_walk("a"))).classes(Grammar())} == {
        frozenset(),
        frozenset({1}),
    }


def test_patterns_that_interlock_too_much_are_refused() -> None:
    """Thirty stars around different letters would take longer than anybody waits."""
    letters = "abcdefghijklmnopqrst"
    walks = tuple(text_walk(f"*{one}*{other}*") for one, other in pairwise(letters))
    with pytest.raises(UndecidableError, match="interlock"):
        list(Automaton(walks).classes(Grammar()))
