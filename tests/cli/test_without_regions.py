"""A file without the section `regions`: every command takes it, and says that regions aren't limited."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from guardrails.cli.main import app
from tests.baselines import EXAMPLE

pytestmark = pytest.mark.slow
TEXT = EXAMPLE.read_text(encoding="utf-8")
SECTION = TEXT[TEXT.index("regions:\n") : TEXT.index("services:\n")]
AUDITOR = "  auditor: # intruders hide where nobody looks\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example, and the example without its regions and the exemption from their guardrail."""
    shutil.copytree(EXAMPLE.parent / "policies", tmp_path / "policies")
    start = TEXT.index(AUDITOR)
    end = TEXT.index("\n\n", start)
    without = f"{TEXT[:start]}{TEXT[end:].lstrip()}".replace(SECTION, "")
    (tmp_path / "baseline.yaml").write_text(without, encoding="utf-8")
    (tmp_path / "limited.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def _run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments, prog_name="guardrails")
    assert result.exit_code == code, result.output
    return result.stdout


def test_check_has_nothing_to_say() -> None:
    """Nothing is missing, nothing is idle."""
    _run("check")


def test_the_preset_brings_no_lock() -> None:
    """No policy of the posture tests the region of a request."""
    assert "DenyUnusedRegions" not in _run("posture")
    assert "DenyUnusedRegions" in _run("posture", "--baseline", "limited.yaml")


def test_the_proof_says_that_regions_are_not_limited() -> None:
    """All hold, and among what wasn't asked is the list that isn't there."""
    text = _run("prove")
    assert "Not asked: no regions in this file: every region may be used (obligation 1)" in text
    assert "no regions in this file" not in _run("prove", "--baseline", "limited.yaml")


def test_a_comparison_names_the_section() -> None:
    """Removing it widens, adding it narrows; the cause is the section and no preset."""
    lines = _run("compare", "limited.yaml", "baseline.yaml", code=1).splitlines()
    assert any(line.startswith("  ") and " regions deny_unused_regions: " in line for line in lines)
    line = TEXT[: TEXT.index("regions:\n")].count("\n") + 1
    back = _run("compare", "baseline.yaml", "limited.yaml", "--fail-on", "none", "--format", "json")
    causes = {
        (change["because_of"]["field"], change["because_of"]["line"])
        for change in json.loads(back)["changes"]
        if change["controls"] == ["deny_unused_regions"]
    }
    assert causes == {("regions", line)}


def test_a_call_in_any_region_is_explained() -> None:
    """No list of regions stands in its way."""
    words = "--account Workloads/Prod/shop --principal role/dev --action s3:ListBucket --region af-south-1"
    assert "Allowed: " in _run("explain", *words.split())


def test_the_control_by_itself_has_nothing_to_deny() -> None:
    """Whoever names it means a list."""
    path = Path("baseline.yaml")
    entry = "  - control: deny_unused_regions\n  - control: deny_iam_users\n"
    text = path.read_text(encoding="utf-8").replace("  - control: deny_iam_users\n", entry)
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["check"], prog_name="guardrails")
    assert result.exit_code == 2
    assert "the section `regions` is missing" in result.output
