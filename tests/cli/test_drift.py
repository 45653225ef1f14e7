"""`drift`: the answer, its exit codes and its two formats."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.capture import Capture, to_json
from guardrails.cli import drift_run
from guardrails.cli.capture_source import LiveRequest, NamedCapture
from guardrails.cli.drift_run import DriftRequest, drift_report
from guardrails.cli.main import app
from guardrails.drift import RecordedChange, drift_of
from guardrails.report.drift import text
from tests.baselines import EXAMPLE
from tests.drift.deployed import archive, baseline, deployed
from tests.drift.test_drift import TRAIL, changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a capture and an assembly."""
    (stack,) = archive()
    (tmp_path / "archive.json").write_text(json.dumps(stack.template), encoding="utf-8")
    artifact = {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{stack.account}/{stack.region}",
        "properties": {"templateFile": "archive.json", "stackName": stack.name},
    }
    (tmp_path / "manifest.json").write_text(
        json.dumps({"artifacts": {"Archive": artifact}}), encoding="utf-8"
    )
    return tmp_path


def run(folder: Path, capture: Capture, *arguments: str, command: str = "drift") -> Result:
    """Run the command on a capture."""
    file = folder / "capture.json"
    file.write_text(to_json(capture), encoding="utf-8")
    options = ("--baseline", str(EXAMPLE), "--capture", str(file), "--assembly", str(folder))
    return CliRunner().invoke(app, [command, *options, *arguments])


def test_no_drift_ends_with_0(folder: Path) -> None:
    """The answer says so first, and ends with what expected values come from."""
    result = run(folder, deployed())
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("No drift: AWS is as it was deployed.\n")
    assert f"the assembly {folder}: guardrails-trail-archive" in result.stdout


def test_a_drift_ends_with_1_and_the_ways_back(folder: Path) -> None:
    """Whoever reads it knows the property, the place and both commands."""
    result = run(folder, changed(deployed(), TRAIL, logging=False))
    assert result.exit_code == 1
    assert result.stdout.startswith("1 property drifted.\n")
    assert "trail organization-trail, logging (wider)" in result.stdout
    assert "bring back: cdk deploy guardrails-trail --revert-drift" in result.stdout
    assert "take over: change trail (" in result.stdout


def test_json_has_the_same_for_a_program(folder: Path) -> None:
    """The same capture gives the same bytes."""
    capture = changed(deployed(), TRAIL, logging=False)
    first, second = (run(folder, capture, "--format", "json") for _ in range(2))
    assert first.stdout == second.stdout
    answer = json.loads(first.stdout)
    assert answer["drift"]
    assert answer["policies"]["same_effect"]
    (drift,) = answer["drifts"]
    assert (drift["stack"], drift["logical_id"]) == ("guardrails-trail", "Trail")
    assert drift["arn"] == "arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail"
    assert drift["lookup"]["events"][0] == "StopLogging"


def test_unknown_ends_with_1(folder: Path) -> None:
    """A job must not take silence for safety."""
    result = run(folder, changed(deployed(), TRAIL, logging=None))
    assert result.exit_code == 1
    assert "1 property unknown." in result.stdout


@pytest.mark.parametrize("command", ["drift", "status"])
def test_a_capture_of_another_organization_ends_with_2(folder: Path, command: str) -> None:
    """Otherwise everything of the baseline would pass for drifted or gone."""
    capture = deployed()
    assert capture.organization is not None
    other = capture.organization.model_copy(update={"id": "o-another0001"})
    result = run(folder, capture.model_copy(update={"organization": other}), command=command)
    assert result.exit_code == 2
    assert "capture.json organization.id: is o-another0001, and" in result.stderr
    assert f"has {baseline().organization.id}; name a capture of this organization" in result.stderr
    assert not result.stdout


@pytest.mark.parametrize("command", ["drift", "status"])
def test_what_a_member_account_sees_ends_with_2(folder: Path, command: str) -> None:
    """It sees no organization trail and no stack of the management account: they would pass for gone."""
    capture = deployed()
    reader = capture.read_by.model_copy(update={"account": "444444444441"})
    result = run(folder, capture.model_copy(update={"read_by": reader}), command=command)
    assert result.exit_code == 2
    assert "capture.json read_by.account: is 444444444441, and the management account is" in result.stderr
    assert not result.stdout


def test_a_folder_without_an_assembly_ends_with_2(folder: Path) -> None:
    """The call is wrong."""
    (folder / "manifest.json").unlink()
    result = run(folder, deployed())
    assert result.exit_code == 2
    assert "this is no cloud assembly" in result.output


def test_who_did_it_is_told_where_the_history_knows() -> None:
    """The event, the caller and the time stand in place of where to look; a refusal is unknown."""
    report = drift_of(baseline(), changed(deployed(), TRAIL, logging=False), "capture.json", archive(), "a")
    (drift,) = report.drifts
    assert drift.lookup is not None
    change = RecordedChange("StopLogging", "arn:aws:iam::111111111111:user/bob", "2026-11-28T09:30:00+00:00")
    told = "\n".join(text(report.told({drift.lookup: change}, ())))
    assert f"  who:       {change.by} by StopLogging at {change.at}" in told
    unknown = "\n".join(text(report.told({}, ("cloudtrail:LookupEvents (AccessDenied) in eu-central-1",))))
    assert "AWS refused cloudtrail:LookupEvents (AccessDenied) in eu-central-1" in unknown


def test_a_live_reading_looks_in_every_region_that_has_stacks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The baseline names them: those of budgets and of Identity Center may be other ones."""
    file = folder / "example" / "baseline.yaml"
    shutil.copytree(EXAMPLE.parent, file.parent)
    away = EXAMPLE.read_text(encoding="utf-8").replace("\naccess:\n", "\naccess:\n  region: eu-west-1\n")
    file.write_text(away, encoding="utf-8")
    asked: list[LiveRequest] = []

    def captured(_file: Path | None, request: LiveRequest) -> NamedCapture:
        asked.append(request)
        return NamedCapture(deployed(), "AWS")

    monkeypatch.setattr(drift_run, "capture_from", captured)
    monkeypatch.setattr(drift_run, "_told", lambda report, _home, _command: report)
    drift_report(DriftRequest(file, None, None, "", ("eu-north-1",), "auditor"))
    (request,) = asked
    assert request.regions == ("eu-central-1", "eu-west-1", "eu-north-1")
    assert (request.home_region, request.member_role) == ("eu-central-1", "auditor")
    assert (request.command, request.stack_accounts) == ("drift", ("222222222222",))
