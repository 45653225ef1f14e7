"""`lint` as people and pipelines call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.lint_management import MANAGEMENT_RULES
from guardrails.cli.main import app
from guardrails.management_policies import BY_ID
from guardrails.policy.lint import rules
from tests.management_policies.test_grammars import SOUND
from tests.policy.lint.cases import deny, policy, rcp, scp
from tests.sarif_form import assert_sarif

GOOD, BAD = scp(), scp(Action="s3:DeleteBuckets")


def _run(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["lint", *map(str, arguments)], input=stdin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two good policies and two bad ones, and a file that is none of its business."""
    (tmp_path / "below").mkdir()
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "below" / "rcp.json").write_text(rcp())
    (tmp_path / "bad.json").write_text(BAD)
    (tmp_path / "below" / "worse.json").write_text(policy(deny(Effect="deny")))
    (tmp_path / "notes.txt").write_text("{")
    return tmp_path


def test_a_good_file_is_exit_code_0(folder: Path) -> None:
    """And a sentence that says how much of its quota it uses."""
    result = _run(folder / "good.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 file: 0 errors, 0 warnings. Largest SCP: " in result.stdout
    assert f"{len(GOOD)} of 10,240 characters (1%)" in result.stdout


def test_findings_are_exit_code_1_and_a_line_each(folder: Path) -> None:
    """Place, field, severity, rule, problem and remedy."""
    result = _run(folder / "bad.json")
    assert result.exit_code == 1
    first = result.stdout.splitlines()[0]
    assert first.startswith(f"{folder / 'bad.json'}:1:")
    assert "Statement[0].Action: warning GR-ACT-003: s3 has no action " in first
    assert first.endswith('; did you mean "s3:DeleteBucket"?')


def test_markdown_is_a_list_with_the_rules_pages(folder: Path) -> None:
    """For a pull request; of good files the sentence alone."""
    result = _run(folder / "bad.json", "--format", "markdown")
    assert result.exit_code == 1
    first, empty, _ = result.stdout.splitlines()
    assert first.startswith(f"- `{folder / 'bad.json'}:1:")
    assert "`Statement[0].Action`: warning [GR-ACT-003](https://" in first
    assert first.endswith('**did you mean "s3:DeleteBucket"?**')
    assert empty == ""
    assert _run(folder / "good.json", "--format", "markdown").stdout.startswith("1 file: ")


def test_folders_are_searched_in_order(folder: Path) -> None:
    """All *.json below it, each once, sorted; other files are left alone."""
    answer = json.loads(_run(folder, folder / "bad.json", "--format", "json").stdout)
    names = ["bad.json", "below/rcp.json", "below/worse.json", "good.json"]
    assert [one["file"] for one in answer["files"]] == [str(folder / name) for name in names]
    assert [one["type"] for one in answer["files"]] == ["scp", "rcp", "scp", "scp"]
    assert [(one["rule"], one["severity"]) for one in answer["findings"]] == [
        ("GR-ACT-003", "warning"),
        ("GR-DOC-005", "error"),
    ]


def test_json_says_how_much_of_the_quota_is_used(folder: Path) -> None:
    """Size and slots by the type of the policy."""
    answer = json.loads(_run(folder / "below" / "rcp.json", "--format", "json").stdout)
    assert answer["ok"] is True
    assert answer["files"][0]["of"] == 5_120
    assert answer["files"][0]["slots"] == {"takes": 1, "of": 5}
    assert answer["findings"] == []


def test_a_type_can_be_demanded(folder: Path) -> None:
    """What would be an SCP isn't a good RCP."""
    result = _run(folder / "good.json", "--type", "rcp")
    assert result.exit_code == 1
    assert "GR-DOC-008" in result.stdout


def test_standard_input_is_a_file() -> None:
    """By its usual sign."""
    result = _run("-", stdin=BAD)
    assert result.exit_code == 1
    assert result.stdout.startswith("<stdin>:1:")


@pytest.mark.parametrize("text", [b"", b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"[" * 100_000, b'"\\ud800"'])
def test_what_is_no_json_is_a_finding(text: bytes) -> None:
    """Not a crash, whatever the bytes are."""
    result = _run("-", stdin=text)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 1
    assert "GR-DOC-001" in result.stdout


@pytest.mark.parametrize("name", ["missing.json", "empty", "x" * 5000, "loop.json", "\x00"])
def test_a_wrong_call_is_exit_code_2(tmp_path: Path, name: str) -> None:
    """A file that isn't there, a folder without policies: said on standard error."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop.json").symlink_to("loop.json")
    result = _run(tmp_path / name)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert "can't be read" in result.stderr
    assert result.stdout == ""


def test_options_are_checked() -> None:
    """No file, an unknown format, an unknown type."""
    for arguments in ((), ("-", "--format", "xml"), ("-", "--type", "tag")):
        assert _run(*arguments).exit_code == 2


def test_a_wrong_baseline_is_exit_code_2(tmp_path: Path) -> None:
    """Its findings are said instead of the linter's."""
    (tmp_path / "policy.json").write_text('{"Version": "2012-10-17", "Statement": []}', encoding="utf-8")
    (tmp_path / "baseline.yaml").write_text("regions: 5\n", encoding="utf-8")
    result = _run(tmp_path / "policy.json", "--baseline", tmp_path / "baseline.yaml")
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert "baseline.yaml" in result.stderr


def _sarif(*arguments: object) -> Any:
    return json.loads(_run(*arguments, "--format", "sarif").stdout)


def test_sarif_describes_every_rule_and_places_every_result(folder: Path) -> None:
    """The properties that SARIF 2.1.0 requires, and those that code hosts show."""
    log = _sarif(folder)
    assert_sarif(log)
    (run,) = log["runs"]
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == [*rules(), *(rule.id for rule in MANAGEMENT_RULES)]
    assert all(rule["helpUri"].startswith("https://") for rule in described)
    assert {rule["defaultConfiguration"]["level"] for rule in described} == {"error", "warning"}
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert described[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].endswith(".json")
        assert place["region"]["startLine"] == 1
        assert place["region"]["startColumn"] > 1


def test_sarif_of_a_good_file_has_no_results(folder: Path) -> None:
    """A run that found nothing says so: the code host closes what was open."""
    assert _sarif(folder / "good.json")["runs"][0]["results"] == []


def test_management_policies_of_a_folder_are_held_against_their_grammars(tmp_path: Path) -> None:
    """Each type is known by its first key; none is read as an SCP."""
    for number, (_, document) in enumerate(SOUND):
        (tmp_path / f"{number:02}.json").write_text(json.dumps(document))
    (tmp_path / "scp.json").write_text(GOOD)
    result = _run(tmp_path, "--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["findings"]) == (0, [])
    assert [file["type"] for file in answer["files"]] == [*(type_id for type_id, _ in SOUND), "scp"]
    assert {file["type"] for file in answer["files"]} == {*BY_ID, "scp"}
    assert {file["of"] for file in answer["files"] if file["type"] == "ai_opt_out"} == {2_500}
    assert {file["of"] for file in answer["files"] if file["type"] == "bedrock"} == {None}


MANAGED_WRONG = (
    (
        '{"tags": {"stage": {"tag_kye": {"@@assign": "Stage"}}}}',
        ':1:21 tags.stage.tag_kye: error GR-MGT-001: "tag_kye" is not a key here; did you mean "tag_key"?',
    ),
    (
        '{"services": {"lex": {"opt_out_policy": {"@@assign": "optout"}}}}',
        ':1:54 services.lex.opt_out_policy.@@assign: error GR-MGT-001: "optout" is not one of optOut, optIn',
    ),
    (
        '{"plan": {"p": {"regions": {"@@assign": ["eu-west-1"]}}}}',
        ':1:2 plan: error GR-MGT-001: no management policy starts with "plan"; did you mean "plans"?',
    ),
    (
        '{"tags": {"stage": {"tag_key": {"@@assign": "a"}, "tag_key": {"@@assign": "b"}}}}',
        "error GR-DOC-001: ",
    ),
    (
        json.dumps(
            {"services": {f"service{n}": {"opt_out_policy": {"@@assign": "optIn"}} for n in range(50)}}
        ),
        "error GR-MGT-002: the policy has ",
    ),
)


@pytest.mark.parametrize(("text", "told"), MANAGED_WRONG)
def test_a_wrong_management_policy_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    """Line and column, key, rule and remedy."""
    (tmp_path / "policy.json").write_text(text)
    result = _run(tmp_path)
    assert result.exit_code == 1
    assert told in result.stdout.splitlines()[0]
    assert len(result.stdout.splitlines()) == 2


def test_the_largest_of_each_type_is_told(tmp_path: Path) -> None:
    """With its own quota."""
    (tmp_path / "tags.json").write_text('{"tags": {"stage": {"tag_key": {"@@assign": "Stage"}}}}')
    assert "Largest tag policy: " in _run(tmp_path).stdout
    assert " of 10,000 characters (1%)" in _run(tmp_path).stdout


def test_a_type_that_is_demanded_wins(tmp_path: Path) -> None:
    """What is to be an SCP isn't a good tag policy."""
    (tmp_path / "tags.json").write_text('{"tags": {"stage": {"tag_key": {"@@assign": "Stage"}}}}')
    assert "GR-DOC-004" in _run(tmp_path, "--type", "scp").stdout
