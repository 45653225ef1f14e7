"""A bootstrap is asked for where the file's stacks go, and nowhere else."""

from __future__ import annotations

import pytest

from guardrails.baseline.declared_stacks import declared_stacks
from guardrails.preflight.bootstrap import places
from tests.preflight import cases


@pytest.mark.parametrize("text", [cases.TEXT, cases.EXISTING], ids=["own trail", "existing trail"])
def test_every_account_of_a_stack_is_a_place(text: str) -> None:
    """A trail of others needs no stack in the archive account, unless the file has its search there."""
    inspection = cases.inspection(cases.sound(), text)
    stacks = {(stack.account, stack.region) for stack in declared_stacks(inspection.baseline)}
    assert {(place.account.id, place.region) for place in places(inspection)} == stacks
