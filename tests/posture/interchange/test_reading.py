"""Reading a posture that somebody else wrote: what it must be, and what is said when it isn't."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails.errors import Finding, InputError
from guardrails.posture import compile_posture
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import from_json
from tests.baselines import load_small


def _form() -> dict[str, Any]:
    form: dict[str, Any] = json.loads(to_json(compile_posture(load_small())))
    return form


def _findings(form: Any) -> tuple[Finding, ...]:
    text = form if isinstance(form, str) else json.dumps(form)
    with pytest.raises(InputError) as caught:
        from_json(text, "posture.json")
    return caught.value.findings


def test_what_is_not_json_is_shown_where_it_ends() -> None:
    """With line and column, as an editor counts them."""
    [finding] = _findings('{\n  "format": }')
    assert (finding.location.line, finding.location.column) == (2, 13)
    assert _findings("[" * 100_000)[0].problem == "this nests too deep"


def test_what_is_missing_or_unknown_is_named() -> None:
    """By its path in the form."""
    form = _form()
    del form["organization"]["id"]
    form["nodes"][2]["color"] = "blue"
    assert {finding.field for finding in _findings(form)} == {"organization.id", "nodes[2].color"}


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        (lambda nodes: nodes[3].update(path=nodes[1]["path"]), "nodes[3].path", "twice"),
        (lambda nodes: nodes[3].update(id=nodes[1]["id"]), "nodes[3].id", "twice"),
        (lambda nodes: nodes[2].update(kind="root"), "nodes[2].kind", "root"),
        (lambda nodes: nodes[1].update(parent="Nowhere"), "nodes[1].parent", "before it"),
        (lambda nodes: nodes.clear(), "nodes", "no root"),
        (
            lambda nodes: nodes[0]["policies"][0]["document"].update(Statement=[{"Effect": "Maybe"}]),
            "nodes[0].policies[0].document.Statement[0].Effect",
            "Effect must be Allow or Deny",
        ),
    ],
)
def test_what_is_no_tree_or_no_policy_is_refused(change: Any, field: str, problem: str) -> None:
    """Each fault is named, and nothing is read half."""
    form = _form()
    change(form["nodes"])
    found = [finding for finding in _findings(form) if finding.field == field]
    assert found
    assert problem in found[0].problem


SCP_DENY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("policy_type", "statement", "problem"),
    [
        (
            "RESOURCE",
            SCP_DENY | {"Principal": {"AWS": "arn:aws:iam::444444444441:role/x"}},
            "binds everybody",
        ),
        ("RESOURCE", SCP_DENY | {"NotPrincipal": "*"}, "binds everybody"),
        ("RESOURCE", SCP_DENY, "binds everybody"),
        ("SERVICE", SCP_DENY | {"Principal": "*"}, "has no Principal"),
        ("SERVICE", SCP_DENY | {"Conditions": {}}, "not part of a statement"),
        ("SERVICE", {"Effect": "Deny", "Action": "s3:*"}, "either Resource or NotResource"),
    ],
)
def test_what_aws_would_refuse_is_not_read_as_something_else(
    policy_type: str, statement: dict[str, Any], problem: str
) -> None:
    """A principal that is passed over would make a Deny of one a Deny of all."""
    form = _form()
    own = form["nodes"][0]["policies"][0] | {
        "type": f"{policy_type}_CONTROL_POLICY",
        "name": "own",
        "document": {"Version": "2012-10-17", "Statement": statement},
    }
    form["nodes"][0]["policies"].append(own)
    number = len(form["nodes"][0]["policies"]) - 1
    [finding] = _findings(form)
    assert finding.field.startswith(f"nodes[0].policies[{number}].document.Statement")
    assert problem in finding.problem


def test_policies_that_bind_no_request_stand_apart() -> None:
    """A tag policy has another grammar, and denies nothing; an unknown type is dropped."""
    form = _form()
    extra = {
        **form["nodes"][0]["policies"][0],
        "type": "TAG_POLICY",
        "name": "tags",
        "document": {"tags": {}},
    }
    before = len(from_json(json.dumps(form), "posture.json").policies)
    form["nodes"][0]["policies"] += [extra, {**extra, "type": "OF_TOMORROW_POLICY"}]
    read = from_json(json.dumps(form), "posture.json")
    assert len(read.policies) == before
    assert [one.type for one in read.management] == ["TAG_POLICY"]
