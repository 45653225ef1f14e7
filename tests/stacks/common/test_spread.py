"""What is spread over stacks never moves because something is added."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.baseline.declared_stacks import stack_name
from guardrails.errors import Location
from guardrails.stacks.common.spread import (
    MAX_RESOURCES,
    spread,
    stack_index,
    stacks_needed,
    too_large,
)

KEYS = st.lists(st.text(max_size=40), unique=True, max_size=60)
STACKS = st.integers(min_value=1, max_value=40)
PLACE = Location("baseline.yaml", 1, 1)


@given(st.text(), STACKS)
def test_one_stack_more_only_takes(key: str, stacks: int) -> None:
    """What moves when the number grows by one moves into the new, last stack."""
    before, after = stack_index(key, stacks), stack_index(key, stacks + 1)
    assert 0 <= before < stacks
    assert after in (before, stacks)


@given(KEYS, st.text(max_size=40), STACKS)
def test_adding_moves_nothing(keys: list[str], another: str, stacks: int) -> None:
    """The others stay in their stack, and in their order there."""
    before = spread([key for key in keys if key != another], stacks)
    after = spread([*(key for key in keys if key != another), another], stacks)
    assert [[key for key in part if key != another] for part in after] == before


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 4000), st.integers(1, 12), st.integers(0, 449))
def test_the_number_that_is_named_is_enough(count: int, stacks: int, fixed: int) -> None:
    """An error that names a number of stacks names one with which it is gone."""
    keys = [f"key {number}" for number in range(count)]
    needed = stacks_needed(keys, stacks, fixed)
    assert needed >= stacks
    assert not [*too_large("x", keys, needed, fixed=fixed, location=PLACE, field="x.stacks")]


def test_the_load_is_even() -> None:
    """Eight stacks hold 3,000 resources although nothing balances them."""
    sizes = [len(part) for part in spread([f"group:set:{number:012}" for number in range(3000)], 8)]
    assert min(sizes) > 300
    assert max(sizes) < MAX_RESOURCES


def test_what_cannot_be_spread_is_said() -> None:
    """More stacks don't help when the first is full of what must stand there."""
    (finding,) = too_large("x", ["one"], 1, fixed=450, location=PLACE, field="x.stacks")
    assert "would have 451 resources; at most 450 fit; 450 of them can't be" in str(finding)


def test_the_first_stack_keeps_the_name() -> None:
    """So a baseline that outgrows one stack keeps it."""
    assert [stack_name("guardrails-access", index) for index in range(3)] == [
        "guardrails-access",
        "guardrails-access-2",
        "guardrails-access-3",
    ]
