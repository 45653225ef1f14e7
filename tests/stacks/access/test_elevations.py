"""An elevation is a permission set and an assignment more, and changes no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.elevations import FIELDS
from tests.stacks.helpers import edited, synthesized
from tests.stacks.lint import lint

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACK, SET = "guardrails-access", "Elevated-incident-4711"


@pytest.fixture(scope="module")
def elevated() -> Assembly:
    """The example with an elevation."""
    return synthesized(edited(lambda data: data["access"].update(elevations={"incident-4711": dict(FIELDS)})))


def test_two_resources_more_and_none_otherwise(assembly: Assembly, elevated: Assembly) -> None:
    """Other assignments don't change: they keep their logical ids and properties."""
    before, after = (each.template(STACK)["Resources"] for each in (assembly, elevated))
    more = {name: after[name] for name in after.keys() - before.keys()}
    assert sorted(resource["Type"] for resource in more.values()) == [
        "AWS::SSO::Assignment",
        "AWS::SSO::PermissionSet",
    ]
    for name, resource in before.items():
        assert after[name]["Properties"] == resource["Properties"], name


def test_the_set_is_a_copy_with_both_ends(elevated: Assembly) -> None:
    """It is assigned to its group in its account alone."""
    resources = elevated.template(STACK)["Resources"]
    sets = {
        resource["Properties"]["Name"]: (logical_id, resource["Properties"])
        for logical_id, resource in resources.items()
        if resource["Type"] == "AWS::SSO::PermissionSet"
    }
    logical_id, copy = sets[SET]
    original = dict(sets["Developer"][1])
    statements: list[dict[str, Any]] = copy["InlinePolicy"]["Statement"]
    own = original["InlinePolicy"]["Statement"]
    assert statements[:-2] == (own if isinstance(own, list) else [own])
    assert [(entry["Effect"], entry["Action"], entry["Condition"]) for entry in statements[-2:]] == [
        ("Deny", "*", {"DateLessThan": {"aws:CurrentTime": "2026-06-01T08:00:00Z"}}),
        ("Deny", "*", {"DateGreaterThanEquals": {"aws:CurrentTime": "2026-06-01T16:00:00Z"}}),
    ]
    for properties in (copy, original):
        for own_part in ("Name", "Description", "InlinePolicy"):
            properties.pop(own_part, None)
    assert copy == original
    [assignment] = [
        resource["Properties"]
        for resource in resources.values()
        if resource["Type"] == "AWS::SSO::Assignment" and logical_id in json.dumps(resource)
    ]
    assert assignment["TargetId"] == "444444444441"


def test_cfn_lint_takes_it(elevated: Assembly) -> None:
    """The name has at most 32 characters, and the policy is an object."""
    assert lint(elevated, STACK) == []
