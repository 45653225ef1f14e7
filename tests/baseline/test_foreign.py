"""`organization.foreign`: what the file has to be, and what is said when it isn't."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from guardrails.baseline import load
from guardrails.errors import Finding
from tests.baselines import SMALL, TODAY, findings_in, load_small
from tests.posture.foreign import DAY, FILE, GUARDRAIL, TOWER, form_of, load_foreign, naming, text_of

Change = Callable[[dict[str, Any]], object]


def _findings(form: object) -> tuple[Finding, ...]:
    return findings_in(naming(), {FILE: form if isinstance(form, str) else json.dumps(form, indent=2)})


def test_nodes_are_matched_by_their_ids_since_names_change() -> None:
    """A unit and an account that were renamed are bound by the same policies."""
    text = (
        naming().replace("    Workloads:\n", "    Products:\n").replace("at: [Workloads]", "at: [Products]")
    )
    text = text.replace("    Workloads: {", "    Products: {")
    foreign = load_small(text, {FILE: text_of(*TOWER)}).foreign
    assert foreign is not None
    assert [(policy.target, policy.name) for policy in foreign.policies] == [
        ("Root", GUARDRAIL),
        ("Products", f"{GUARDRAIL}-2"),
    ]
    assert (foreign.file, foreign.read.on) == (FILE, DAY)
    assert foreign.read.by == "arn:aws:sts::111111111111:assumed-role/Auditor"


def test_a_baseline_without_a_file_knows_of_no_others() -> None:
    """Nothing is taken for granted."""
    assert load_small().foreign is None


def test_what_cannot_be_read_is_named_with_its_place() -> None:
    """In the baseline, where the file is named; or in the file, where its JSON ends."""
    [missing] = findings_in(naming())
    assert (missing.location.file, missing.field) == ("baseline.yaml", "organization.foreign")
    assert "can't be read" in missing.problem
    [broken] = _findings('{\n  "format": }')
    assert (broken.location.file, broken.location.line, broken.location.column) == (FILE, 2, 13)


def test_what_stands_outside_of_the_folder_is_not_read(tmp_path: Any) -> None:
    """A baseline names files of its own folder."""
    (tmp_path / FILE).write_text(text_of(), encoding="utf-8")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "baseline.yaml").write_text(naming().replace(FILE, f"../{FILE}"), encoding="utf-8")
    with pytest.raises(Exception, match="outside the baseline's folder"):
        load(folder / "baseline.yaml", today=TODAY)


def _at_root(change: Change) -> Change:
    return lambda form: change(form["nodes"][0]["policies"][1])


def _again(form: dict[str, Any]) -> None:
    form["nodes"][0]["policies"].append(form["nodes"][0]["policies"][1])


def _otherwise(form: dict[str, Any]) -> None:
    policy = json.loads(json.dumps(form["nodes"][0]["policies"][1]))
    policy["document"]["Statement"][0]["Action"] = "s3:*"
    form["nodes"][1]["policies"].append(policy)


FAULTS: dict[str, tuple[Change, str, str]] = {
    "no day": (lambda form: form.pop("read"), "read", "on which day and by whom"),
    "no reader": (lambda form: form["read"].pop("by"), "read.by", "required"),
    "an e-mail address": (
        lambda form: form["read"].update(by="arn:aws:sts::111111111111:assumed-role/A/ada@example.com"),
        "read.by",
        "pattern",
    ),
    "a field that nobody knows": (lambda form: form.update(users=[]), "users", "not permitted"),
    "a node that stands there twice": (
        lambda form: form["nodes"][2].update(id=form["nodes"][1]["id"]),
        "nodes[2].id",
        "twice",
    ),
    "something above the root": (
        lambda form: form["nodes"][0].update(parent="Root"),
        "nodes[0].parent",
        "nothing stands above the root",
    ),
    "a capture": (
        lambda form: form.update(format="guardrails-capture/1"),
        "format",
        "this is a capture",
    ),
    "another organization": (
        lambda form: form["organization"].update(id="o-otherorg12"),
        "organization.foreign",
        "of the organization o-otherorg12",
    ),
    "another management account": (
        lambda form: form["organization"]["management_account"].update(id="999999999999"),
        "organization.foreign",
        "of the management account 999999999999",
    ),
    "another root": (
        lambda form: form["nodes"][0].update(id="r-ab12"),
        "organization.foreign",
        "of the root r-ab12",
    ),
    "an account that has moved": (
        lambda form: form["nodes"][2].update(parent="Root"),
        "nodes[2].parent",
        "222222222222 stands below Root (r-ex4m), and in baseline.yaml below Security (ou-ex4m-security)",
    ),
    "the management account among the nodes": (
        lambda form: form["nodes"][2].update(id="111111111111"),
        "nodes[2].parent",
        "is the management account",
    ),
    "a document that AWS would refuse": (
        _at_root(lambda policy: policy["document"].update(Statement=[{"Effect": "Maybe"}])),
        "nodes[0].policies[1].document.Statement[0].Effect",
        "Effect must be Allow or Deny",
    ),
    "a resource control policy for one principal": (
        _at_root(lambda policy: policy.update(type="RESOURCE_CONTROL_POLICY")),
        "nodes[0].policies[1].document.Statement[0]",
        "binds everybody",
    ),
    "a tag policy that can't be": (
        _at_root(lambda policy: policy.update(type="TAG_POLICY", document={"tags": "all"})),
        "nodes[0].policies[1].document.tags",
        "must be an object",
    ),
    "the same policy twice": (_again, "nodes[0].policies[2]", "attached to Root twice"),
    "two policies of one name": (_otherwise, "nodes[1].policies[1]", "says something else than at"),
    "AWS's own policy as somebody's": (
        lambda form: form["nodes"][0]["policies"][0].update(aws_managed=False),
        "nodes[0].policies[0].aws_managed",
        "FullAWSAccess is AWS's own",
    ),
    "somebody's policy as AWS's own": (
        _at_root(lambda policy: policy.update(aws_managed=True)),
        "nodes[0].policies[1].aws_managed",
        "AWS attaches only FullAWSAccess and RCPFullAWSAccess by itself",
    ),
    "AWS's own policy with another text": (
        lambda form: form["nodes"][0]["policies"][0]["document"]["Statement"][0].update(Action="s3:*"),
        "nodes[0].policies[0].document",
        "something else than AWS's",
    ),
}


@pytest.mark.parametrize(("change", "field", "problem"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_named_with_line_and_remedy(change: Change, field: str, problem: str) -> None:
    """So that nothing is considered half."""
    form = form_of(*TOWER)
    change(form)
    found = [finding for finding in _findings(form) if finding.field == field]
    assert found
    assert problem in found[0].problem.replace("[type=", "")
    assert found[0].remedy
    place = found[0].location
    assert place.file in (FILE, "baseline.yaml")
    assert place.line > 1 or field in ("read", "users")


def test_fullawsaccess_is_detached_where_the_file_lacks_it() -> None:
    """A file that names no service control policy was read before the type was enabled."""
    foreign = load_foreign(*TOWER, detached=("Workloads/Prod",)).foreign
    assert foreign is not None
    assert list(foreign.narrowed) == ["Workloads/Prod"]
    form = form_of()
    for node in form["nodes"]:
        node["policies"] = []
    before = load_small(naming(), {FILE: json.dumps(form)}).foreign
    assert before is not None
    assert not before.narrowed


def test_a_file_of_thousands_of_accounts_is_read(tmp_path: Any) -> None:
    """It has more characters than a baseline may have."""
    form = form_of(*TOWER)
    account = next(node for node in form["nodes"] if node["kind"] == "account")
    more = [
        {**account, "path": f"legacy-{number}", "id": f"{number:012}", "parent": "Root"}
        for number in range(5_000)
    ]
    (tmp_path / FILE).write_text(json.dumps(form | {"nodes": [*form["nodes"], *more]}, indent=2), "utf-8")
    policies = tmp_path / "policies"
    policies.mkdir()
    for name in ("own", "limits"):
        (policies / f"{name}.json").write_text(
            '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}'
        )
    (tmp_path / "baseline.yaml").write_text(naming(SMALL), encoding="utf-8")
    foreign = load(tmp_path / "baseline.yaml", today=TODAY).foreign
    assert foreign is not None
    assert len(foreign.nodes) > 5_000
