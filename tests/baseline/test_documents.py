"""The files that a baseline names: what they may hold, and where they may lie."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardrails.baseline import load
from guardrails.errors import InputError
from tests.baselines import FILES, OWN, SMALL, TODAY, findings_in, load_small, located


def _scp(**statement: object) -> str:
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", **statement}
    return json.dumps({"Version": "2012-10-17", "Statement": [deny]})


BIG = _scp(Resource=[f"arn:aws:s3:::bucket-number-{number:05}" for number in range(400)])
WRONG = (
    ("not JSON", '{"Version":\n oops}', "policies/own.json:2:2: not valid JSON: Expecting value; correct"),
    ("empty", "", "policies/own.json:1:1: not valid JSON: Expecting value; correct the syntax here"),
    ("a list", "[]", "policies/own.json:1:1: not a policy: the file holds no JSON object; start with"),
    ("somebody's principal", _scp(Principal={"AWS": "*"}), "the Principal of a resource control policy is *"),
    ("an RCP that allows", _scp(Effect="Allow", Principal="*"), "policies/own.json:1:52 Statement[0].Effect"),
    ("an RCP of everything", _scp(Action="*", Principal="*"), "name services, such as s3:*"),
    (
        "larger than AWS takes",
        BIG,
        "characters, white space included; a service control policy has at most 10,240",
    ),
    ("a number of 5,000 digits", "1" * 5000, "policies/own.json: not valid JSON: "),
    ("no number", '{"Version": NaN}', "policies/own.json: not valid JSON: NaN is not a JSON number"),
    ("half a character", '{"Version": "\\ud800"}', "policies/own.json: an escape names half a character"),
    ("nested without end", "[" * 100_000, "policies/own.json"),
)


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_document_that_is_no_policy_is_located_in_its_own_file(text: str, expected: str) -> None:
    """The finding names the document, not the line that names the document."""
    (finding,) = findings_in(SMALL, {"policies/own.json": text})
    assert expected in str(finding)
    assert finding.location.file == "policies/own.json"


def test_every_mistake_of_every_file_is_found_at_once() -> None:
    """The baseline and both documents have a mistake each; all three are reported."""
    wrong = {"policies/own.json": _scp(Effect="deny"), "policies/limits.json": "nothing"}
    findings = findings_in(SMALL.replace("eu-west-1]", "eu-west-9]"), wrong)
    assert [finding.location.file for finding in findings] == [
        "baseline.yaml",
        "policies/limits.json",
        "policies/own.json",
    ]


def test_an_inline_policy_is_measured_without_white_space() -> None:
    """Identity Center counts what isn't white space, and allows 10,240 of it."""
    (finding,) = findings_in(SMALL, {"policies/limits.json": BIG})
    assert "besides white space; an inline policy has at most 10,240" in finding.problem
    spaced = json.dumps(json.loads(OWN), indent=6000)
    assert (
        load_small(SMALL, {"policies/limits.json": spaced}).policy_files["policies/limits.json"].text
        == spaced
    )


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("../outside.json", "it lies outside the baseline's folder"),
        ("/etc/hostname", "it lies outside the baseline's folder"),
        ("policies/link.json", "it lies outside the baseline's folder"),
        ("policies", "Is a directory"),
        ("policies/latin.json", "it is not UTF-8 text"),
        ("policies/none.json", "No such file or directory"),
        ('"policies/a\\0b.json"', "embedded null"),
    ],
)
def test_a_document_lies_in_the_folder_of_the_baseline(tmp_path: Path, name: str, problem: str) -> None:
    """Nothing outside the repository is read, not even through a link, and what can't be read is said."""
    folder = tmp_path / "repository"
    (folder / "policies").mkdir(parents=True)
    (tmp_path / "outside.json").write_text(OWN)
    (folder / "policies" / "link.json").symlink_to(tmp_path / "outside.json")
    (folder / "policies" / "latin.json").write_bytes(b'{"Version": "\xe9"}')
    (folder / "policies" / "limits.json").write_text(FILES["policies/limits.json"])
    text, (place,) = located(SMALL.replace("policies/own.json", f"§{name}"))
    (folder / "baseline.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        load(folder / "baseline.yaml", today=TODAY, shown_as="baseline.yaml")
    (finding,) = caught.value.findings
    assert finding.field == "guardrails[4].document"
    assert (finding.location.line, finding.location.column) == place
    assert problem in finding.problem
