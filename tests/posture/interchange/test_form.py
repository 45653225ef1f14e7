"""A posture as JSON: the form in which other tools read it."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given

from guardrails.posture import compile_posture
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.schema import posture_schema
from tests.baselines import REPOSITORY, load_small
from tests.committed import assert_fresh
from tests.posture.trees import Meant, meanings

SCHEMA = REPOSITORY / "docs" / "posture.schema.json"


@pytest.mark.slow
def test_the_schema_is_not_stale() -> None:
    """It is the one that `python -m guardrails schema posture` prints."""
    assert_fresh(SCHEMA, posture_schema())


@given(meant=meanings())
def test_every_posture_validates_against_the_schema(meant: Meant) -> None:
    """The documented form is the one that is printed."""
    validator = jsonschema.Draft202012Validator(json.loads(posture_schema()))
    validator.validate(json.loads(to_json(compile_posture(meant.baseline))))


def test_nodes_come_parents_first_and_name_their_parent() -> None:
    """A reader can build the tree in one pass, and finds each policy where it is attached."""
    form = json.loads(to_json(compile_posture(load_small())))
    seen: set[str | None] = {None}
    for node in form["nodes"]:
        assert node["parent"] in seen
        seen.add(node["path"])
    kinds = {node["path"]: node["kind"] for node in form["nodes"]}
    assert kinds["Root"] == "root"
    assert kinds["Workloads/Prod"] == "unit"
    assert kinds["Workloads/Prod/shop"] == "account"
    assert "management" not in kinds
    assert form["organization"]["management_account"] == {"path": "management", "id": "111111111111"}


def test_documents_are_printed_as_aws_stores_them() -> None:
    """The empty list and the list of one don't occur; names stay legible in any script."""
    text = to_json(compile_posture(load_small()))
    shop = next(node for node in json.loads(text)["nodes"] if node["path"] == "Workloads")
    own = [policy for policy in shop["policies"] if not policy["aws_managed"]]
    assert own
    assert all(policy["document"]["Version"] == "2012-10-17" for policy in own)
    assert all("[]" not in json.dumps(policy["document"]) for policy in own)
