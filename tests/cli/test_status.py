"""`status`: one screen, whatever the state is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from guardrails.baseline.sections.acceptance import Acceptance
from guardrails.capture import Capture, to_json
from guardrails.capture.model import RefusedRead
from guardrails.capture.sections.budgets import CapturedBudgetAction
from guardrails.cli.main import app
from guardrails.drift import drift_of
from guardrails.report.status import COLUMNS, ROWS, status
from tests.baselines import EXAMPLE
from tests.drift.deployed import archive, baseline, deployed
from tests.drift.test_drift import FIXED, TRAIL, at, changed

TODAY = date(2026, 12, 1)


def shown(capture: Capture, *, until: date | None = None) -> list[str]:
    """Return the screen of a capture, with a finding accepted until a day."""
    held = baseline()
    if until is not None:
        entry = Acceptance(id="short-external-id", owner="ops@example.com", reason="b", until=until)
        held = replace(held, file=held.file.model_copy(update={"accept": (entry,)}))
    report = drift_of(held, capture, "capture.json", archive(), "cdk.out")
    return list(status(held, capture, report, TODAY))


def section(lines: list[str], title: str) -> str:
    """Return the lines of a section as one text."""
    begin = next(index for index, line in enumerate(lines) if line.startswith(title))
    following = (index for index in range(begin + 1, len(lines)) if not lines[index].startswith(" "))
    return "\n".join(line[10:] for line in lines[begin : next(following, len(lines))])


def test_a_sound_deployment() -> None:
    """Nothing drifted, nothing rings; what a capture can't know is called unknown."""
    lines = shown(deployed())
    assert section(lines, "Captured") == "o-exampleorg1, 2 days ago (2026-11-29 09:30 UTC)"
    assert section(lines, "Drift") == "none"
    assert section(lines, "Deployed").startswith("6 stacks complete; when is unknown")
    assert section(lines, "Version") == "unknown: deploy with `cdk deploy -c commit=…`"
    assert section(lines, "Alarms").startswith("24 alarms quiet")
    assert section(lines, "Budgets") == "6 budgets; what was spent is unknown"


def test_a_capture_from_a_later_day_is_called_that() -> None:
    """Another machine's clock wrote it, or this one's is wrong: "-2 days ago" tells nobody."""
    capture = deployed().model_copy(update={"taken": "2026-12-03T09:30:00+00:00"})
    assert section(shown(capture), "Captured").startswith("o-exampleorg1, later than this machine's clock")


def test_the_last_change_of_a_stack_is_shown() -> None:
    """The newest of all counts; where one has no time, the answer doesn't guess."""
    capture = deployed()
    own = at(capture, "stacks.stacks")
    times = ("2026-11-29T09:30:00+00:00", *["2026-11-01T00:00:00+00:00"] * (len(own) - 1))
    stacks = tuple(stack.model_copy(update={"changed": time}) for stack, time in zip(own, times, strict=True))
    timed = changed(capture, "stacks", stacks=stacks)
    assert section(shown(timed), "Deployed").startswith(
        "6 stacks complete; last changed 2026-11-29 09:30 UTC"
    )


def test_a_commit_that_an_output_names_is_shown() -> None:
    """`cdk deploy -c commit=…` gives each stack one."""
    deployed_from = changed(deployed(), "stacks.stacks.0", outputs={"Commit": "0f1e2d3"})
    assert section(shown(deployed_from), "Version") == "Commit 0f1e2d3"


def test_a_commit_that_a_tag_names_is_shown() -> None:
    """Whoever deploys may set it with `tags`."""
    tagged = changed(deployed(), "stacks.stacks.0", tags={"commit": "0f1e2d3"})
    assert section(shown(tagged), "Version") == "commit 0f1e2d3"


def test_no_drift_is_said_of_what_is_known_alone() -> None:
    """A person who reads one line must not take the unknown for sound."""
    lines = shown(changed(deployed(), "", budgets=None))
    assert "budget" in section(lines, "Unknown")
    assert section(lines, "Drift") == "none in what is known"


def test_what_drifted_rings_and_ends_is_named() -> None:
    """A drift, an alarm, a stack that failed, a budget action and an accepted finding."""
    capture = changed(deployed(), TRAIL, logging=False)
    capture = changed(capture, "alerts.alarms.0", state="ALARM")
    capture = changed(capture, "stacks.stacks.0", status="UPDATE_ROLLBACK_FAILED")
    action = CapturedBudgetAction(id="a-1", type="APPLY_IAM_POLICY", status="PENDING", approval="MANUAL")
    capture = changed(capture, f"budgets.budgets.{FIXED}", actions=(action,))
    lines = shown(capture, until=date(2026, 12, 3))
    assert section(lines, "Drift") == "trail organization-trail, logging (wider)"
    assert section(lines, "Alarms").startswith("guardrails/root-use rings (eu-central-1)")
    assert "guardrails-access is in UPDATE_ROLLBACK_FAILED" in section(lines, "Deployed")
    assert "passed an action's threshold" in section(lines, "Budgets")
    assert "2026-12-03 accepted short-external-id (ops@example.com)" in section(lines, "Expires")
    late = shown(capture, until=date(2026, 11, 30))
    assert "2026-11-30 ended: accepted short-external-id" in section(late, "Expires")


def test_the_worst_state_fits_on_the_screen() -> None:
    """Everything at once: many drifts, alarms, refusals and stacks that failed."""
    stacks = tuple(
        stack.model_copy(update={"status": "UPDATE_ROLLBACK_FAILED", "tags": {"commit": "c" * 200}})
        for stack in at(deployed(), "stacks.stacks")
    )
    alarms = tuple(
        alarm.model_copy(update={"state": "ALARM", "threshold": 99.0})
        for alarm in at(deployed(), "alerts.alarms")
    )
    policies = tuple(
        policy if policy.aws_managed else policy.model_copy(update={"targets": ()})
        for policy in at(deployed(), "policies")
    )
    refused = tuple(
        RefusedRead(reader="trails", action=f"s3:Get{number}", code="AccessDenied", message="", unknown="it")
        for number in range(40)
    )
    capture = changed(deployed(), "stacks", stacks=stacks)
    capture = changed(capture, "alerts", alarms=alarms)
    capture = changed(capture, "", policies=policies, refused=refused, accounts=None)
    lines = shown(capture, until=TODAY)
    assert len(lines) <= ROWS
    assert all(len(line) <= COLUMNS for line in lines)
    assert "more: python -m guardrails drift" in section(lines, "Drift")


def test_the_command_answers_with_0(tmp_path: Path) -> None:
    """Whatever the state is: a job takes `drift`."""
    file = tmp_path / "capture.json"
    file.write_text(to_json(changed(deployed(), TRAIL, logging=False)), encoding="utf-8")
    result = CliRunner().invoke(app, ["status", "--baseline", str(EXAMPLE), "--capture", str(file)])
    assert result.exit_code == 0, result.output
    assert "trail organization-trail, logging (wider)" in result.stdout


def test_a_capture_that_is_none_ends_with_2(tmp_path: Path) -> None:
    """Nothing is shown of it; the file is named."""
    file = tmp_path / "none.json"
    file.write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(app, ["status", "--baseline", str(EXAMPLE), "--capture", str(file)])
    assert result.exit_code == 2
    assert "none.json" in result.stderr
    assert result.stdout == ""
