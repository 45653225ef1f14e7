"""`prove` on the command line, and how a failed proof stops synthesis."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.main import app
from guardrails.posture import compile_posture
from guardrails.posture.prove import ProofError, prove_or_stop
from guardrails.posture.prove.protection.indirect import WAYS
from tests.baselines import SOUND, TODAY, load_small

pytestmark = pytest.mark.slow
UNSOUND = SOUND.replace("  - control: protect_trail\n", "")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["prove", *arguments], prog_name="guardrails")


def test_a_proof_that_holds_names_the_obligations_and_the_catalogue(folder: Path) -> None:
    """Exit 0; the reader learns what was proven and relative to what."""
    result = _run()
    assert result.exit_code == 0, result.output
    assert result.stdout.count("     holds  ") == 5
    assert "All 5 obligations hold." in result.stdout
    assert "actions as AWS listed them on 20" in result.stdout
    [scope] = [line for line in result.stdout.splitlines() if line.startswith("Not asked: ")]
    assert "what identity policies and trust policies allow; policies that others attach" in scope
    assert all(way.by in scope for way in WAYS if not way.closed_by)
    assert "condition keys of those who must not be locked out, unless the file says them" in scope
    assert (folder / "baseline.yaml").read_text(encoding="utf-8") == SOUND


@pytest.mark.parametrize("output", ["text", "markdown"])
def test_a_failure_shows_line_request_and_remedy(folder: Path, output: str) -> None:
    """Exit 1; everything that somebody needs to put it right."""
    (folder / "baseline.yaml").write_text(UNSOUND, encoding="utf-8")
    result = _run("--format", output)
    assert result.exit_code == 1
    line = UNSOUND.splitlines().index("trail:") + 1
    shown = [text for text in result.stdout.splitlines() if f"baseline.yaml:{line}:1" in text]
    assert len(shown) == 4
    assert any("may ask for cloudtrail:" in text and "protect_trail" in text for text in shown)
    assert "1 of 5 obligations fail." in result.stdout


ACCEPT = "accept: [{{ id: {id}, owner: me@example.com, reason: a pilot, until: {until} }}]\ntags:"


def test_what_the_file_accepts_is_said_and_does_not_fail(folder: Path) -> None:
    """The obligation is accepted, not held; whoever answers for it is named."""
    text = SOUND.replace("  - control: deny_temporary_delegation\n", "")
    assert text != SOUND
    for until, code in (("2999-12-31", 0), ("2025-12-31", 1)):
        accepted = text.replace("tags:", ACCEPT.format(id="delegation-open", until=until))
        (folder / "baseline.yaml").write_text(accepted, encoding="utf-8")
        result = _run()
        assert (result.exit_code, "  accepted  4." in result.stdout) == (code, code == 0)
        assert ("accepted until 2999-12-31 by me@example.com (a pilot)" in result.stdout) == (code == 0)
        verdict = "4 of 5 obligations hold; the rest has 1 accepted finding."
        assert (verdict in result.stdout) == (code == 0)
        assert "All 5 obligations hold" not in result.stdout
        answer = json.loads(_run("--format", "json").stdout)
        assert [each["name"] for each in answer["accepted"]] == ["delegation-open"] * (code == 0)
        check = CliRunner().invoke(app, ["check"], prog_name="guardrails")
        assert check.exit_code == code
        assert "unused-acceptance" not in check.stdout


def test_synthesis_goes_on_with_what_is_accepted() -> None:
    """And stops at what is not."""
    text = SOUND.replace("  - control: deny_temporary_delegation\n", "")
    accepting = load_small(text.replace("tags:", ACCEPT.format(id="delegation-open", until="2026-12-31")))
    report = prove_or_stop(accepting, compile_posture(accepting), today=TODAY)
    assert [finding.id for finding in report.notes] == ["delegation-open"]
    other = load_small(text.replace("tags:", ACCEPT.format(id="tokens-open", until="2026-12-31")))
    with pytest.raises(ProofError):
        prove_or_stop(other, compile_posture(other), today=TODAY)


def test_json_says_the_same(folder: Path) -> None:
    """One object, whatever the outcome."""
    answer = json.loads(_run("--format", "json").stdout)
    assert answer["ok"] is True
    *left_out, _, _, _, _, _ = answer["not_asked"]
    assert left_out == [
        "no audit role and no break-glass role in this file (obligations 2, 4)",
        "no alerts.break_glass in this file (obligation 2)",
    ]
    (folder / "baseline.yaml").write_text(UNSOUND, encoding="utf-8")
    answer = json.loads(_run("--format", "json").stdout)
    assert answer["ok"] is False
    assert [one["state"] for one in answer["obligations"]] == ["holds", "holds", "holds", "fails", "holds"]
    assert {one["name"] for one in answer["failures"]} >= {"trail-unprotected"}
    assert all(one["witness"]["principal"].startswith("arn:aws:") for one in answer["failures"])
    assert answer["scope"]["accounts"] == 3


def test_check_proves_as_well(folder: Path) -> None:
    """Whoever only checks learns of it, too."""
    (folder / "baseline.yaml").write_text(UNSOUND, encoding="utf-8")
    result = CliRunner().invoke(app, ["check"], prog_name="guardrails")
    assert result.exit_code == 1
    assert "[trail-unprotected]" in result.stdout


def test_a_wrong_baseline_is_exit_code_2(folder: Path) -> None:
    """What can't be loaded can't be proven."""
    (folder / "baseline.yaml").write_text(SOUND.replace("eu-west-1]", "eu-west-9]"), encoding="utf-8")
    assert _run().exit_code == 2
