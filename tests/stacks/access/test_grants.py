"""Assignments without number: spread over stacks so that what is added moves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.errors import InputError
from guardrails.stacks.access.grants import grants
from guardrails.stacks.access.stack import LANES
from guardrails.stacks.common.spread import MAX_RESOURCES, stack_index
from tests.stacks.helpers import edited, synthesized
from tests.stacks.lint import lint

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACK = "guardrails-access"
KIND = "AWS::SSO::Assignment"
Edit = Callable[[dict[str, Any]], None]


def _access(accounts: int, stacks: int, groups: int = 6) -> Edit:
    """Assign two permission sets to each of some groups in each of some accounts, and nothing else."""

    def edit(data: dict[str, Any]) -> None:
        data["organization"]["units"]["Sandbox"]["accounts"] = {
            f"a{number}": f"{number:012}" for number in range(1, accounts + 1)
        }
        for section in ("trail", "budgets", "alerts", "accounts", "guardrails", "exemptions"):
            data.pop(section, None)
        del data["regions"]["overrides"], data["services"]["overrides"]
        access = data["access"]
        access["stacks"] = stacks
        # One comes from the identity provider, as its id says.
        access["groups"] = {f"g{number}": {} for number in range(groups)} | {
            "everyone": access["groups"]["everyone"]
        }
        access["assignments"] = [
            {"group": group, "permission_set": name, "at": ["Sandbox"]}
            for group in [f"g{number}" for number in range(groups - 1)] + ["everyone"]
            for name in ("ReadOnly", "Developer")
        ]

    return edit


@pytest.fixture(scope="module")
def large() -> Assembly:
    """3,240 assignments over nine stacks."""
    return synthesized(edited(_access(accounts=270, stacks=9)))


@pytest.fixture(scope="module")
def middle() -> Assembly:
    """480 assignments over two stacks."""
    return synthesized(edited(_access(accounts=40, stacks=2)))


def _stacks(assembly: Assembly) -> list[str]:
    return [name for name in assembly.stacks if name.startswith(STACK)]


def _assignments(assembly: Assembly) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every assignment by its stack and its logical id."""
    return {
        (stack, key): resource["Properties"]
        for stack in _stacks(assembly)
        for key, resource in assembly.of_type(stack, KIND).items()
    }


def test_thousands_of_assignments_fit(large: Assembly) -> None:
    """Every stack stays below the limit, and each assignment stands in one of them."""
    assert _stacks(large) == [STACK, *(f"{STACK}-{number}" for number in range(2, 10))]
    sizes = [len(large.template(stack)["Resources"]) for stack in _stacks(large)]
    assert max(sizes) <= MAX_RESOURCES
    found = _assignments(large)
    assert len(found) == len({json.dumps(one, sort_keys=True) for one in found.values()}) == 270 * 12


def test_one_stack_at_a_time_and_ten_assignments_at_once(large: Assembly) -> None:
    """Identity Center throttles more: each stack waits for the one before it."""
    stacks = _stacks(large)
    for before, stack in pairwise(stacks):
        assert before in large.stacks[stack]["dependencies"]
    for stack in stacks:
        resources = large.of_type(stack, KIND)
        names = list(resources)
        for index, resource in enumerate(resources.values()):
            assert resource.get("DependsOn") == ([names[index - LANES]] if index >= LANES else None)


def test_further_stacks_refer_to_the_first(large: Assembly) -> None:
    """Weakly, so that a permission set can still be taken away; a group that exists already by its id."""
    first = large.template(STACK)
    for properties in large.of_type(f"{STACK}-2", KIND).values():
        references = [properties["Properties"]["PermissionSetArn"], properties["Properties"]["PrincipalId"]]
        for reference in references:
            if isinstance(reference, str):
                assert reference.startswith("99671a2b3c-")
                continue
            named = reference["Fn::GetStackOutput"]
            assert named["StackName"] == STACK
            assert "Export" not in first["Outputs"][named["OutputName"]]
    for stack in _stacks(large):
        assert "Fn::ImportValue" not in json.dumps(large.template(stack))


def test_cfn_lint_finds_nothing(large: Assembly) -> None:
    """Not in the first stack with its outputs, not in those that read them."""
    for stack in (STACK, f"{STACK}-2"):
        assert lint(large, stack) == []


def test_adding_accounts_and_groups_moves_nothing(middle: Assembly) -> None:
    """What was there stays in its stack under its logical id, unchanged: every property is create-only."""
    before = _assignments(middle)
    after = _assignments(synthesized(edited(_access(accounts=43, stacks=2, groups=7))))
    assert len(after) == 43 * 14
    assert before.items() <= after.items()


NAMES = st.text("abc-_ é", min_size=1, max_size=6)
ACCOUNTS = st.integers(1, 10**12 - 1).map("{:012}".format)
GRANTS = st.tuples(NAMES, NAMES, ACCOUNTS).map(":".join)


@given(st.sets(GRANTS, max_size=50), st.sets(GRANTS, max_size=50), st.integers(1, 30))
def test_the_place_of_an_assignment_is_its_own(some: set[str], more: set[str], stacks: int) -> None:
    """Whatever is added to whatever, no other assignment changes its stack."""
    before = {grant: stack_index(grant, stacks) for grant in some}
    after = {grant: stack_index(grant, stacks) for grant in some | more}
    assert before.items() <= after.items()


@settings(deadline=None, max_examples=10)
@given(
    st.sets(st.integers(100, 999), min_size=1, max_size=12),
    st.sets(st.integers(100, 999), max_size=12),
    st.integers(0, 2),
)
def test_names_of_assignments_survive_what_is_added(
    accounts: set[int], added: set[int], more_groups: int
) -> None:
    """From the baseline itself: accounts and groups more leave every assignment its name."""

    def names(numbers: set[int], groups: int) -> set[str]:
        def edit(data: dict[str, Any]) -> None:
            _access(accounts=0, stacks=1, groups=groups)(data)
            data["organization"]["units"]["Sandbox"]["accounts"] = {
                f"a{number}": f"{number:012}" for number in numbers
            }

        changed = edited(edit)
        assert changed.access is not None
        return {grant.id for grant in grants(changed.access, changed.tree)}

    before = names(accounts, 2)
    assert before <= names(accounts | added, 2 + more_groups)


def test_a_stack_more_takes_only_for_itself(middle: Assembly) -> None:
    """When the number is raised, what moves goes to the last stack, and the others keep the rest."""
    before = _assignments(middle)
    after = _assignments(synthesized(edited(_access(accounts=40, stacks=3))))
    moved = after.keys() - before.keys()
    assert {stack for stack, _ in moved} == {f"{STACK}-3"}
    assert {key for _, key in moved} == {key for _, key in before.keys() - after.keys()}
    assert len(moved) < len(before) / 2


def test_a_stack_with_nothing_left_stays_in_the_app() -> None:
    """CloudFormation then takes away what it had; a stack that is missing would leave people their access."""
    few = synthesized(edited(_access(accounts=1, stacks=30)))
    assert len(_stacks(few)) == 30
    assert {"NoAssignments"} in [set(few.template(stack)["Resources"]) for stack in _stacks(few)]


def test_too_many_for_the_stacks_are_refused_with_the_number_that_is_enough() -> None:
    """The error names the figure, the limit and the value to set, and with that value it is gone."""
    with pytest.raises(InputError) as caught:
        synthesized(edited(_access(accounts=100, stacks=2)))
    (finding,) = caught.value.findings
    assert finding.field == "access.stacks"
    assert "resources; at most 450 fit" in finding.problem
    assert finding.remedy == "set access.stacks to 3; it is 2 now"
    synthesized(edited(_access(accounts=100, stacks=3)))


def test_more_groups_than_a_stack_takes_are_refused() -> None:
    """Groups and permission sets stay together, and no number of stacks helps."""
    with pytest.raises(InputError, match=r"can't be spread; name fewer"):
        synthesized(edited(_access(accounts=1, stacks=1, groups=500)))
