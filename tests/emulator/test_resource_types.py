"""Every resource type is really there: created, changed, replaced, drifted and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.resources import TYPES
from tests.emulator import (
    cases_alerts,
    cases_costs,
    cases_governance,
    cases_search,
    cases_stack_sets,
    cases_storage,
)
from tests.emulator.cases import Case
from tests.emulator.deployments import Deployments

CASES = (
    *cases_alerts.CASES,
    *cases_governance.CASES,
    *cases_costs.CASES,
    *cases_search.CASES,
    *cases_stack_sets.CASES,
    *cases_storage.CASES,
)


def _template(case: Case, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        **case.others,
        "It": {"Type": case.type, "DependsOn": list(case.depends), "Properties": properties},
    }


def _permission_set(physical_id: str) -> str:
    """Give the part of a composed physical id that the questions name."""
    return physical_id.split("|")[1] if physical_id.count("|") == 1 and "ps-" in physical_id else physical_id


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.type)
def test_life(case: Case, deployments: Deployments) -> None:
    """A resource is what its template says, from its creation to its end."""
    made = deployments.create(_template(case, case.properties))
    assert made.status == "CREATE_COMPLETE", made.failures
    deployments.check(case.created, _permission_set(made.physical_ids["It"]))
    assert set(deployments.drift(made.name).values()) == {"IN_SYNC"}

    latest = case.properties
    if case.changed is not None:
        latest = case.changed
        changed = deployments.update(made.name, _template(case, latest))
        assert changed.status == "UPDATE_COMPLETE", changed.failures
        assert changed.physical_ids["It"] == made.physical_ids["It"]
        deployments.check(case.updated, _permission_set(changed.physical_ids["It"]))
        assert set(deployments.drift(made.name).values()) == {"IN_SYNC"}

    if case.replacing:
        latest = {**latest, **case.replacing}
        replaced = deployments.update(made.name, _template(case, latest))
        assert replaced.status == "UPDATE_COMPLETE", replaced.failures
        assert replaced.physical_ids["It"] != made.physical_ids["It"]

    assert deployments.delete(made.name) == "DELETE_COMPLETE"


@pytest.mark.parametrize("case", [case for case in CASES if case.spoil], ids=lambda case: case.type)
def test_drift(case: Case, deployments: Deployments) -> None:
    """A change by hand is found, and so is a deletion by hand."""
    made = deployments.create(_template(case, {**(case.changed or case.properties), **case.again}))
    assert made.status == "CREATE_COMPLETE", made.failures
    assert case.spoil is not None
    case.spoil(deployments, made.physical_ids["It"])
    assert deployments.drift(made.name)["It"] == "MODIFIED"
    if case.remove is not None:
        case.remove(deployments, made.physical_ids["It"])
        assert deployments.drift(made.name)["It"] == "DELETED"
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_every_type_is_tried() -> None:
    """No type goes without a case, and no honoured property either."""
    tried: dict[str, set[str]] = {"AWS::CDK::Metadata": {"Analytics"}}
    for case in CASES:
        tried.setdefault(case.type, set()).update(case.properties, case.changed or {})
    assert {each.name: set(each.honoured) for each in TYPES} == tried
