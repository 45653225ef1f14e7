"""How `repair` ends: 0 where nothing is lacking, 1 for what is left, 2 for what keeps it from working."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from guardrails.cli import repair
from guardrails.cli.main import app
from guardrails.errors import Finding, InputError, Location
from guardrails.live import assembly
from guardrails.live.refusals import AwsError
from guardrails.live.runner import StoppedError

REFUSED = AwsError("AWS refuses it", "ask for the right", "AccessDenied")
STOPPED = StoppedError(REFUSED, SimpleNamespace(), 3)
INPUT = InputError([Finding(Location("cdk.out"), "", "there is no assembly", "run `cdk synth`")])


def _end(monkeypatch: pytest.MonkeyPatch, outcome: Any, *options: str) -> tuple[int, str]:
    """Let the plan be one, or raise, and return the exit code and what goes to standard error."""

    def plan_and_apply(_declared: object, log: Path | None) -> Any:
        assert (log is not None) == ("--apply" in options)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setattr(assembly, "read_assembly", lambda _: None)
    monkeypatch.setattr(repair, "_plan_and_apply", plan_and_apply)
    result = CliRunner().invoke(app, ["repair", *options], prog_name="guardrails")
    return result.exit_code, result.stderr


@pytest.mark.parametrize(
    ("left", "planned", "applied"),
    [
        ({}, 0, 0),
        ({"steps": ("attach it",)}, 1, 0),
        ({"missing": ("a policy",)}, 1, 0),
        ({"findings": ("a finding",)}, 1, 1),
        ({"steps": ("attach it",), "findings": ("a finding",)}, 1, 1),
    ],
)
def test_what_is_left_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, left: dict[str, Any], planned: int, applied: int
) -> None:
    """Steps are findings until they are taken; what no step brings back stays one."""
    plan = SimpleNamespace(**{"steps": (), "missing": (), "findings": (), **left})
    assert _end(monkeypatch, plan)[0] == planned
    assert _end(monkeypatch, plan, "--apply")[0] == applied


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (INPUT, 2, "there is no assembly"),
        (REFUSED, 2, "nothing was changed"),
        (STOPPED, 2, "3 steps were taken before"),
        (OSError(28, "No space left on device"), 2, "No space left on device"),
        (KeyboardInterrupt(), 130, "Interrupted"),
    ],
)
def test_what_keeps_it_from_working_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, sentence: str
) -> None:
    """One sentence says what happened; Ctrl-C has the shells' own exit code."""
    ended, said = _end(monkeypatch, error, "--apply")
    assert ended == code
    assert sentence in said
