"""What `compare` and `check --against` can't read ends with exit code 2, and one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.capture import to_json
from guardrails.cli.main import app
from guardrails.policy.language.document import RCP
from tests.baselines import SOUND
from tests.capture.captures import ROOT, account, captured, denial, policy

REPOSITORY = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("folder")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), prog_name="guardrails")


def _commit_all(folder: Path) -> None:
    for command in ("init -q", "add -A", "-c user.name=a -c user.email=a@example.com commit -q -m first"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)


def test_a_posture_that_is_no_text_is_refused(folder: Path) -> None:
    """The file is there, but its bytes are no UTF-8."""
    (folder / "before.json").write_bytes(b"\xff{}")
    result = _run("compare", "before.json", "baseline.yaml")
    assert result.exit_code == 2
    assert "before.json: can't be read: it is not UTF-8 text" in result.stderr


@pytest.mark.slow
def test_a_revision_without_the_file_is_refused(folder: Path) -> None:
    """The revision is there, but it holds another baseline."""
    _commit_all(folder)
    (folder / "new.yaml").write_text(SOUND, encoding="utf-8")
    result = _run("check", "--baseline", "new.yaml", "--against", "HEAD")
    assert result.exit_code == 2
    assert "HEAD: has no file new.yaml; name a revision that has it, or a file" in result.stderr


def test_help_calls_the_program_as_it_is_started() -> None:
    """`python -m guardrails` shows the words that start it again."""
    command = [sys.executable, "-m", "guardrails", "decide", "--help"]
    shown = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout
    assert "Usage: python -m guardrails decide" in shown


@pytest.mark.slow
def test_a_comparison_with_a_capture_says_which_policies_are_not_in_force(folder: Path) -> None:
    """A policy of a type that is switched off isn't compared, and the answer says so."""
    shop = account("222222222222", "shop")
    off = captured(shop, policies=(policy("Own", denial("s3:*"), ROOT),), types=(RCP,))
    (folder / "off.json").write_text(to_json(off), encoding="utf-8")
    (folder / "none.json").write_text(to_json(captured(shop, types=(RCP,))), encoding="utf-8")
    sentence = (
        "SERVICE_CONTROL_POLICY is switched off in AWS, so these attached policies aren't in force: Own"
    )
    result = _run("compare", "off.json", "none.json")
    assert result.exit_code == 0, result.output
    assert f"First: {sentence}." in " ".join(result.stdout.split())
    answer = json.loads(_run("compare", "off.json", "none.json", "--format", "json").stdout)
    assert answer["left_out"] == {"before": [sentence], "after": []}
