"""Sets of names that may be infinite obey the laws of sets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.name_set import NameSet

NAMES = ("a", "b", "c", "d")
UNIVERSE = frozenset((*NAMES, "a name that nobody lists"))
SETS = st.builds(NameSet, st.frozensets(st.sampled_from(NAMES)), st.booleans())


def _held(names: NameSet) -> frozenset[str]:
    """Return what a set holds of a universe that is larger than any list."""
    return frozenset(name for name in UNIVERSE if name in names)


@given(SETS, SETS)
def test_operations_are_those_of_sets(one: NameSet, other: NameSet) -> None:
    """And, not and minus do what they do to finite sets."""
    assert _held(one & other) == _held(one) & _held(other)
    assert _held(one - other) == _held(one) - _held(other)
    assert _held(~one) == UNIVERSE - _held(one)


@given(SETS, SETS)
def test_sets_are_equal_when_they_hold_the_same(one: NameSet, other: NameSet) -> None:
    """There is one way to write each set."""
    assert (one == other) is (_held(one) == _held(other))


@given(SETS)
def test_a_set_is_true_when_it_holds_anything(names: NameSet) -> None:
    """Even if no list says what."""
    assert bool(names) is bool(_held(names))


@given(SETS, SETS, SETS)
def test_the_laws(one: NameSet, other: NameSet, third: NameSet) -> None:
    """Order and grouping don't matter, twice is once, not-not is itself."""
    assert one & other == other & one
    assert (one & other) & third == one & (other & third)
    assert one & one == one
    assert ~~one == one
    assert one - one == NameSet()


def test_both_kinds_are_written_by_name() -> None:
    """`of` lists what is in, `all_but` what is out."""
    assert "a" in NameSet.of("a")
    assert "b" not in NameSet.of("a")
    assert "a" not in NameSet.all_but("a")
    assert "b" in NameSet.all_but("a")
