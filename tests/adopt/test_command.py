"""The command: what it writes, when it writes nothing, and how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from guardrails.adopt import run as running
from guardrails.adopt.candidates import Candidate
from guardrails.adopt.folder import FolderTakenError, write_folder
from guardrails.adopt.placing import Placement, place_controls
from guardrails.capture import to_json
from guardrails.cli import adopt_run, check_run
from guardrails.cli.main import app
from tests.adopt.organizations import LEAVING, Builder, denying, exempting, three_accounts
from tests.adopt.test_adopt import control_tower, nested


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for module in (adopt_run, check_run):  # the captures are of November 29, and accept for 90 days
        monkeypatch.setattr(module, "today", lambda: date(2026, 12, 1))


def _adopt(builder: Builder, *more: str, out: str = "adopted") -> Result:
    Path("capture.json").write_text(to_json(builder.capture()), encoding="utf-8")
    return CliRunner().invoke(app, ["adopt", "--capture", "capture.json", "--out", out, *more])


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_written_passes_check_and_compare() -> None:
    """The three commands agree, and the same capture gives the same bytes."""
    result = _adopt(control_tower())
    assert result.exit_code == 0, result.output
    assert "Nobody gains or loses anything: 3 accounts" in result.output
    assert "policies that controls replace: 1, kept as written: 1, left to others: 2" in result.output
    checked = CliRunner().invoke(app, ["check", "--baseline", "adopted/baseline.yaml"])
    assert checked.exit_code == 0, checked.output
    again = _adopt(control_tower(), out="again")
    assert again.exit_code == 0
    assert _files(Path("adopted")) == _files(Path("again"))


def test_an_old_capture_says_that_what_it_accepts_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The days count from the capture's, so that it gives the same bytes at any time."""
    for module in (adopt_run, check_run):
        monkeypatch.setattr(module, "today", lambda: date(2027, 3, 1))
    result = _adopt(control_tower())
    assert result.exit_code == 1
    assert "The capture is 92 days old, and the section accept ended 90 days after it" in result.output
    assert "so check fails: capture again" in result.output
    checked = CliRunner().invoke(app, ["check", "--baseline", "adopted/baseline.yaml"])
    assert checked.exit_code == 1
    answer = json.loads(_adopt(control_tower(), "--format", "json", out="again").output)
    assert not answer["ok"]
    assert len(answer["outdated"]) == 1


def test_what_is_not_taken_over_ends_with_1_and_is_written_nevertheless() -> None:
    """The answer says what, and why."""
    result = _adopt(nested())
    assert result.exit_code == 1
    assert "Not taken over:" in result.output
    assert Path("adopted/baseline.yaml").is_file()


def test_json_says_the_same() -> None:
    """For whoever reads it by a program."""
    answer = json.loads(_adopt(control_tower(), "--format", "json").output)
    assert (answer["ok"], answer["written"], answer["controls"], answer["left_alone"]) == (True, True, 1, 2)
    assert answer["files"] == ["baseline.yaml", "policies/no-servers.json", "foreign.json"]


def test_a_folder_with_something_in_it_is_left_alone() -> None:
    """Nothing is overwritten."""
    Path("adopted").mkdir()
    Path("adopted/mine.txt").write_text("mine", encoding="utf-8")
    result = _adopt(three_accounts())
    assert result.exit_code == 2
    assert _files(Path("adopted")) == {"mine.txt": b"mine"}


def test_an_empty_folder_is_filled() -> None:
    """As `mkdir` leaves it."""
    Path("adopted").mkdir()
    assert _adopt(three_accounts()).exit_code == 0
    assert [*_files(Path("adopted"))] == ["baseline.yaml"]


@pytest.mark.parametrize("out", ["missing/adopted", "capture.json/adopted"])
def test_a_folder_in_no_folder_is_refused(out: str) -> None:
    """With a sentence, not a traceback."""
    result = _adopt(three_accounts(), out=out)
    assert result.exit_code == 2
    assert "name a folder in one that exists" in result.output


def test_a_file_that_is_no_capture_is_refused() -> None:
    """The remedy names the command that writes one."""
    Path("other.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(app, ["adopt", "--capture", "other.json", "--out", "adopted"])
    assert result.exit_code == 2
    assert "capture" in result.output
    assert not Path("adopted").exists()


def test_what_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    """The folder gets its name when every file is in it."""

    class Breaking(dict[str, str]):
        def items(self) -> Any:
            yield "baseline.yaml", "organization: {}\n"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "adopted", Breaking())
    assert [*tmp_path.iterdir()] == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FolderTakenError):
        write_folder(tmp_path / "file", {})


def _leaving() -> Builder:
    builder = three_accounts()
    builder.policy("leave", denying(*LEAVING, Condition=exempting("admin")))
    return builder


def _exempting_more(recognised: Any) -> Placement:
    """Take a policy for one that exempts somebody else, as a fault of the recognition would."""
    placement = place_controls(recognised)

    def wrong(candidate: Candidate) -> Candidate:
        return replace(candidate, exempt=("arn:aws:iam::*:role/intruder",))

    return replace(
        placement,
        controls=tuple(replace(placed, candidate=wrong(placed.candidate)) for placed in placement.controls),
    )


def _forgetting(recognised: Any) -> Placement:
    """Replace a policy by nothing."""
    return replace(place_controls(recognised), controls=())


@pytest.mark.parametrize("fault", [_exempting_more, _forgetting])
def test_a_fault_that_would_change_permissions_is_caught(fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, the change is shown, and the command ends with 1."""
    monkeypatch.setattr(running, "place_controls", fault)
    result = _adopt(_leaving())
    assert result.exit_code == 1
    assert "Nothing was written" in result.output
    assert "organizations:" in result.output
    assert not Path("adopted").exists()


def test_without_the_fault_the_same_organization_is_adopted() -> None:
    """So the tests above fail for the fault alone."""
    assert _adopt(_leaving()).exit_code == 0
