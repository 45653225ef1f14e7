"""The table of declared stacks is what the app really adds."""

from __future__ import annotations

import pytest

from guardrails.baseline import Baseline, load
from guardrails.baseline.declared_stacks import declared_stacks
from guardrails.baseline.resolve import edited
from tests.baselines import EXAMPLE, MINIMAL, TODAY
from tests.stacks.helpers import synthesized

VARIANTS = ("example", "minimal", "without the trail", "several stacks", "without search")


def _variants() -> dict[str, Baseline]:
    example = load(EXAMPLE, today=TODAY)
    trail, access, budgets = example.trail, example.access, example.budgets
    assert trail is not None
    assert access is not None
    assert budgets is not None
    return {
        "example": example,
        "minimal": load(MINIMAL, today=TODAY),
        "without the trail": edited(example, trail=None, alerts=None),
        "several stacks": edited(
            example,
            access=access.model_copy(update={"stacks": 3, "region": "eu-west-1"}),
            budgets=budgets.model_copy(update={"stacks": 2, "region": "us-east-1"}),
        ),
        "without search": edited(example, trail=trail.model_copy(update={"search": None})),
    }


@pytest.mark.parametrize("name", VARIANTS)
def test_each_stack_is_in_the_table_with_its_place_and_after_what_it_needs(name: str) -> None:
    """A stack that is added to the app and not to the table would be forgotten when its section goes."""
    baseline = _variants()[name]
    assembly = synthesized(baseline)
    built = assembly.stacks
    table = {stack.name: f"aws://{stack.account}/{stack.region}" for stack in declared_stacks(baseline)}
    assert {key: one["environment"] for key, one in built.items()} == table
    order = list(table)
    for key, one in built.items():
        needed = [other for other in one.get("dependencies", ()) if other in built]
        assert all(order.index(other) < order.index(key) for other in needed), key
    for stack in declared_stacks(baseline):
        resources = assembly.template(stack.name)["Resources"].values()
        retained = any(one.get("DeletionPolicy", "Delete") != "Delete" for one in resources)
        assert bool(stack.kept) == retained, stack.name
