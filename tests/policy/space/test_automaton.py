"""The sets of patterns that one text can match, against trying every short text."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.language.patterns import arn_matches, matches
from guardrails.policy.space.automaton import Automaton, Grammar, UndecidableError
from guardrails.policy.space.layout import Layout
from guardrails.policy.space.walks import Walk, arn_walk, literal_walk, text_walk

LETTERS = "ab"
PATTERNS = st.lists(st.text("ab*?", max_size=4), min_size=1, max_size=3)


@given(patterns=PATTERNS)
def test_every_short_text_is_in_a_class_and_every_class_has_its_text(patterns: list[str]) -> None:
    """Texts of `a`, `b` and another letter up to four long meet no set of patterns that isn't found."""
    found = dict(Automaton(tuple((text_walk(one),) for one in patterns)).classes(Grammar()))
    for met, witness in found.items():
        assert met == {index for index, one in enumerate(patterns) if matches(one, witness)}
    for size in range(5):
        for letters in product("abx", repeat=size):
            text = "".join(letters)
            assert frozenset(i for i, one in enumerate(patterns) if matches(one, text)) in found


@given(groups=st.lists(PATTERNS, min_size=1, max_size=3))
def test_a_group_matches_where_one_of_its_patterns_does(groups: list[list[str]]) -> None:
    """No set of groups is missing, also where patterns were dropped because another one had decided."""
    found = dict(Automaton([tuple(map(text_walk, patterns)) for patterns in groups]).classes(Grammar()))
    for met, witness in found.items():
        assert met == {
            index for index, patterns in enumerate(groups) if any(matches(p, witness) for p in patterns)
        }
    for size in range(5):
        for letters in product("abx", repeat=size):
            text = "".join(letters)
            met = frozenset(i for i, patterns in enumerate(groups) if any(matches(p, text) for p in patterns))
            assert met in found


@given(groups=st.lists(st.lists(st.text("a:*?", max_size=9), min_size=1, max_size=3), min_size=1, max_size=2))
def test_groups_of_arn_patterns_keep_to_their_segments(groups: list[list[str]]) -> None:
    """A star in the last segment takes whatever follows; one in an earlier segment doesn't."""
    for met, witness in Automaton([tuple(map(arn_walk, patterns)) for patterns in groups]).classes(Grammar()):
        assert met == {
            i for i, patterns in enumerate(groups) if any(arn_matches(p, witness) for p in patterns)
        }


def test_many_prefixes_in_one_group_are_cheap() -> None:
    """A hundred prefixes that a star may precede: more than can be told apart one by one."""
    prefixes = [f"*:role/team-{number}-*" for number in range(100)]
    found = dict(Automaton([tuple(map(text_walk, prefixes))]).classes(Grammar()))
    assert set(found) == {frozenset(), frozenset({0})}


def test_patterns_of_the_same_groups_are_laid_out_once() -> None:
    """Twenty guardrails that exempt the same fifty roles need one place more each."""
    walks = [text_walk(f"role/team-{number}-*") for number in range(50)]
    places = [Layout([walks] * groups).end.bit_length() for groups in (1, 20)]
    assert places[1] - places[0] <= 2 * 20


def test_a_settled_group_drops_its_own_patterns_and_no_others() -> None:
    """`a*` settles the first group; `ab` then still tells whether the second one matches."""
    groups = [[text_walk("a*"), text_walk("ab")], [text_walk("ab"), text_walk("c*")]]
    found = dict(Automaton(groups).classes(Grammar()))
    assert found == {
        frozenset(): "",
        frozenset({0}): "a",
        frozenset({1}): "c",
        frozenset({0, 1}): "ab",
    }


@pytest.mark.slow
def test_a_failure_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised again at every question, and found once."""
    letters = "abcdefghijklmnopqrst"
    automaton = Automaton(tuple((text_walk(f"*{one}*{other}*"),) for one, other in pairwise(letters)))
    with pytest.raises(UndecidableError, match="interlock"):
        list(automaton.classes(Grammar()))
    monkeypatch.setattr(automaton, "_explore", None)  # asked again, it would fail otherwise
    with pytest.raises(UndecidableError, match="interlock"):
        list(automaton.classes(Grammar()))


@given(patterns=st.lists(st.text("a:*?", max_size=9), min_size=1, max_size=3))
def test_arn_patterns_keep_to_their_segments(patterns: list[str]) -> None:
    """A class of ARN patterns has a text that ArnLike matches with exactly these."""
    for met, witness in Automaton(tuple((arn_walk(one),) for one in patterns)).classes(Grammar()):
        assert met == {index for index, one in enumerate(patterns) if arn_matches(one, witness)}


def test_a_literal_in_any_case() -> None:
    """Where case is ignored, every spelling of a letter is taken."""
    walks: tuple[Walk, ...] = (literal_walk("Ab", ignore_case=True), literal_walk("aB"))
    assert {met for met, _ in Automaton(tuple((walk,) for walk in walks)).classes(Grammar())} == {
        frozenset(),
        frozenset({0}),
        frozenset({0, 1}),
    }


def test_the_shortest_witness_starts_as_all_texts_do() -> None:
    """The start that the texts share stands in front of every witness."""
    [(met, witness)] = [
        one for one in Automaton(((text_walk("arn:*:x"),),)).classes(Grammar("arn:")) if one[0]
    ]
    assert (set(met), witness) == ({0}, "arn::x")


def test_a_pattern_that_matches_nothing_is_in_no_class() -> None:
    """A value with a variable that nothing fills in equals no text."""
    assert {met for met, _ in Automaton(((None,), (text_walk("a"),))).classes(Grammar())} == {
        frozenset(),
        frozenset({1}),
    }


@pytest.mark.slow
def test_patterns_that_interlock_too_much_are_refused() -> None:
    """Thirty stars around different letters would take longer than anybody waits."""
    letters = "abcdefghijklmnopqrst"
    walks = tuple((text_walk(f"*{one}*{other}*"),) for one, other in pairwise(letters))
    with pytest.raises(UndecidableError, match="interlock"):
        list(Automaton(walks).classes(Grammar()))


def test_the_witness_is_the_first_in_the_alphabet() -> None:
    """The same patterns give the same text in every run, whatever Python's hashes of letters are."""
    letters = "zyxwvutsrqponmlk"
    [(met, witness)] = [
        found for found in Automaton([list(map(text_walk, letters))]).classes(Grammar()) if found[0]
    ]
    assert (set(met), witness) == ({0}, "k")


def test_names_that_end_in_several_lengths_keep_each_length() -> None:
    """Endings are laid out once for all beginnings; each beginning still has all of its endings."""
    roles = [text_walk(pattern) for pattern in ("a?", "a??", "b?", "b??")]
    for text in ("ax", "axx", "bx", "bxx"):
        classes = {met for met, _ in Automaton([roles, [text_walk(text)]]).classes(Grammar())}
        assert frozenset({0, 1}) in classes, text
        assert frozenset({1}) not in classes, text


def test_a_wildcard_of_the_last_segment_crosses_colons() -> None:
    """A topic's subscription is below the pattern of the topic; the account's segment keeps its colon out."""
    within, beyond = arn_walk("arn:aws:sns:*:1:team*"), literal_walk("arn:aws:sns:eu-west-1:1:team:sub")
    assert frozenset({0, 1}) in {met for met, _ in Automaton([[within], [beyond]]).classes(Grammar())}
    inner = literal_walk("arn:aws:sns:eu-west-1:2:1:team")
    assert frozenset({0, 1}) not in {met for met, _ in Automaton([[within], [inner]]).classes(Grammar())}


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        (("a?b", "a?", "c?"), "cxb"),  # "c?" shares its end with "a?", whose beginning is that of "a?b"
        (("ab", "cd", "a*"), "cdx"),  # a star settles the group, the end of another pattern doesn't
    ],
)
def test_patterns_of_a_group_lend_each_other_nothing(patterns: tuple[str, ...], text: str) -> None:
    """What patterns share in the layout adds no text that none of them matches."""
    groups = [list(map(text_walk, patterns)), [text_walk(text)]]
    classes = {met for met, _ in Automaton(groups).classes(Grammar())}
    assert frozenset({1}) in classes
    assert frozenset({0, 1}) not in classes
