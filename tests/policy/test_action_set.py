"""Sets of actions as numbers hold what the patterns say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import actions_of, all_actions, all_services
from guardrails.policy.action_set import (
    bits,
    bits_of,
    catalogue_actions,
    catalogue_names,
    count,
    is_sentinel,
    names,
    universe,
)
from guardrails.policy.language.patterns import matches

ACTIONS = st.sampled_from(all_actions())


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Make patterns of real names: cut, with a wildcard for the lost piece, in another case at times."""
    name = draw(ACTIONS)
    service, _, action = name.partition(":")
    start = draw(st.integers(0, len(action)))
    end = draw(st.integers(start, len(action)))
    cut = f"{draw(st.sampled_from((service, service, '*', service[:1] + '*')))}:{action[:start]}"
    pattern = cut + draw(st.sampled_from(("*", "?", ""))) + action[end:]
    return draw(st.sampled_from((pattern, pattern.upper())))


@given(patterns())
def test_a_pattern_covers_what_it_matches(pattern: str) -> None:
    """The quick ways to match agree with asking for every name of the list, stand-ins included."""
    lowered = pattern.lower()
    expected = tuple(name for name in catalogue_names() if matches(lowered, name.lower()))
    assert names(bits(pattern)) == expected


@given(st.lists(ACTIONS, max_size=30))
def test_names_and_bits_are_two_ways_to_write_a_set(actions: list[str]) -> None:
    """What goes in comes out, once each and in the catalogue's order."""
    held = bits_of(actions)
    assert names(held) == tuple(sorted(set(actions)))
    assert count(held) == len(set(actions))


def test_everything_is_everything() -> None:
    """The universe is the catalogue and one stand-in a service and for new services."""
    assert bits("*") == bits("*:*") == universe()
    assert names(catalogue_actions()) == all_actions()
    stand_ins = names(universe() & ~catalogue_actions())
    assert all(is_sentinel(name) for name in stand_ins)
    assert len(stand_ins) == len(all_services()) + 1
    assert not any(is_sentinel(name) for name in all_actions())


def test_only_what_leaves_a_name_open_covers_future_actions() -> None:
    """`s3:*` covers what S3 will add; `s3:Get*` and a list of names don't say that they do."""
    future = bits("s3:*") & ~catalogue_actions()
    assert count(future) == 1
    assert bits("s3:*") == bits_of(actions_of("s3")) | future
    assert bits("s3:Get*") & ~catalogue_actions() == 0
    assert count(bits("*") & ~catalogue_actions()) > count(bits("s*") & ~catalogue_actions()) > 1


@pytest.mark.parametrize("pattern", ["ec3:*", "s3:NoSuchAction", "s3", "", ":", "s3:", "ec3:RunInstances"])
def test_unknown_names_cover_nothing(pattern: str) -> None:
    """The catalogue can't tell what they mean, so whoever needs them keeps them beside the set."""
    assert bits(pattern) == 0


def test_no_set_has_no_names() -> None:
    """Nothing is nothing."""
    assert names(0) == ()
    assert count(0) == 0
    assert bits_of(()) == 0
