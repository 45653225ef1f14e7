"""Warnings of the file with the policies of others: its age, and nodes that only one of both files has."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from guardrails.baseline.warnings import warnings
from tests.baseline.warnings.helpers import warned
from tests.baselines import HERE, SMALL, load_small
from tests.posture.foreign import DAY, FILE, TOWER, form_of, load_foreign, naming, text_of


@pytest.mark.parametrize(("days", "problem"), [(-1, "yet to come"), (0, ""), (30, ""), (31, "31 days old")])
def test_a_file_older_than_thirty_days_is_warned_of(days: int, problem: str) -> None:
    """With the command that reads it again; without a day nobody can say how old it is."""
    baseline = load_foreign(*TOWER)
    found = [
        finding
        for finding in warnings(baseline, DAY + dt.timedelta(days=days))
        if finding.id == "foreign-outdated"
    ]
    assert [finding.field for finding in found] == (["organization.foreign"] if problem else [])
    assert all(problem in finding.problem for finding in found)
    assert all(f"python -m guardrails capture --foreign {FILE}" in finding.remedy for finding in found)
    assert [finding for finding in warnings(baseline) if finding.id == "foreign-outdated"] == []


def test_a_node_that_the_file_lacks_is_warned_of() -> None:
    """What others attach to it, nobody knows."""
    form = form_of(*TOWER)
    form["nodes"] = [node for node in form["nodes"] if node["path"] != "Workloads/Prod/shop"]
    text = naming(SMALL).replace("  foreign:", f"  {HERE}foreign:")
    found = warned("foreign-tree-differs", text, {FILE: json.dumps(form)})
    assert found.fields == ["organization.foreign"]


def test_a_node_that_the_baseline_lacks_is_shown_in_the_file() -> None:
    """An account that was created since the baseline was written."""
    text = naming(SMALL).replace('  accounts: { legacy: "888888888888" }\n', "", 1)
    [finding] = [
        finding
        for finding in warnings(load_small(text, {FILE: text_of(*TOWER)}))
        if finding.id == "foreign-tree-differs"
    ]
    assert finding.location.file == FILE
    assert finding.location.line > 1
    assert "has legacy (888888888888), which this file lacks" in finding.problem
