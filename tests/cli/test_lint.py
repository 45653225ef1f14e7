"""`lint` as people and pipelines call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.main import app
from guardrails.policy.lint import rules
from tests.policy.lint.cases import deny, policy, rcp, scp

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


def _sarif(*arguments: object) -> Any:
    return json.loads(_run(*arguments, "--format", "sarif").stdout)


def test_sarif_describes_every_rule_and_places_every_result(folder: Path) -> None:
    """The properties that SARIF 2.1.0 requires, and those that code hosts show."""
    log = _sarif(folder)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == list(rules())
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
