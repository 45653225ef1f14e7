"""Folded actions say what the list said: no more, no less."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import aws_facts
from guardrails.policy.language.patterns import matches
from guardrails.stacks.execution.fold import folded

ACTIONS = [*aws_facts.actions_of("sns"), *aws_facts.actions_of("sso"), *aws_facts.actions_of("budgets")]


@settings(deadline=None, max_examples=30)
@given(st.sets(st.sampled_from(ACTIONS), max_size=60))
def test_nothing_more_and_nothing_less(actions: set[str]) -> None:
    """Over the whole catalogue of these services."""
    patterns = folded(actions)
    assert {action for action in ACTIONS if any(matches(one, action) for one in patterns)} == actions


def test_a_noun_stands_for_its_verbs() -> None:
    """Only where all of them are there."""
    configuration = "InstanceAccessControlAttributeConfiguration"
    verbs = ["Create", "Delete", "Describe", "Update"]
    everything = [f"sso:{verb}{configuration}" for verb in verbs]
    assert len(folded(everything)) == 1
    assert folded(everything[1:]) == sorted(everything[1:])
