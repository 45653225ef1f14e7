"""A closed account in the templates: no assignments, no budget of its own, and its policies as before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.helpers import Assembly, edited, synthesized

ADA = "777777777771"


@pytest.fixture(scope="module")
def assemblies() -> tuple[Assembly, Assembly]:
    """Synthesize the example with and without an account in the list."""

    def close(data: dict[str, Any]) -> None:
        data["accounts"]["closed"] = ["Sandbox/sandbox-ada"]

    def leave(data: dict[str, Any]) -> None:
        assert "closed" not in data["accounts"]

    return synthesized(edited(leave)), synthesized(edited(close))


def _resources(assembly: Assembly, stack: str, kind: str) -> list[dict[str, Any]]:
    template = assembly.template(stack)
    return [resource for resource in template["Resources"].values() if resource["Type"] == kind]


def test_nobody_is_assigned_to_it(assemblies: tuple[Assembly, Assembly]) -> None:
    """An assignment above it stands for the other accounts alone, none of which changes."""
    before, after = (
        {
            resource["Properties"]["TargetId"]: resource["Properties"]
            for resource in _resources(assembly, "guardrails-access", "AWS::SSO::Assignment")
        }
        for assembly in assemblies
    )
    assert before.keys() - after.keys() == {ADA}
    assert all(before[account] == assignment for account, assignment in after.items())


def test_its_own_budget_goes_and_every_other_stays(assemblies: tuple[Assembly, Assembly]) -> None:
    """A budget of the whole bill counts its last costs."""
    before, after = (
        [
            resource["Properties"]["Budget"]["BudgetName"]
            for resource in _resources(assembly, "guardrails-budgets", "AWS::Budgets::Budget")
        ]
        for assembly in assemblies
    )
    gone = set(before) - set(after)
    assert {name.rpartition("-")[0] for name in gone} == {"guardrails-sandbox-ada"}
    assert set(after) < set(before)


@pytest.mark.parametrize("stack", ["guardrails-policies", "guardrails-accounts", "guardrails-trail"])
def test_the_other_templates_stay(assemblies: tuple[Assembly, Assembly], stack: str) -> None:
    """Policies bind it until AWS removes it, and StackSets skips it by itself."""
    before, after = assemblies
    assert before.template(stack) == after.template(stack)
