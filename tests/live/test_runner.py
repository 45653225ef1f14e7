"""A run of steps: what it says, what its log keeps, and what is known after it was killed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from guardrails.live.aws import Aws
from guardrails.live.readers.caller import Caller
from guardrails.live.refusals import AwsError
from guardrails.live.runner import Log, StoppedError, run

CALLER = Caller("111111111111", "arn:aws:iam::111111111111:root")
AWS = Aws("eu-central-1", frozenset())


class KilledError(BaseException):
    """Stands for the signal that no program can catch."""


@dataclass
class Change:
    """A change that counts how often it was made, and may end badly."""

    name: str
    ends: BaseException | None = None
    made: int = field(default=0)

    def sentence(self) -> str:
        """Say the change."""
        return f"make {self.name}"

    def take(self, _aws: Aws) -> None:
        """Make the change, and end as it was told."""
        if not isinstance(self.ends, AwsError):
            self.made += 1
        if self.ends is not None:
            raise self.ends


def _log(folder: Path, command: str = "preflight") -> Log:
    return Log(folder / "log", command, CALLER)


def _states(folder: Path) -> list[tuple[str, str]]:
    return [(line["step"], line["state"]) for line in _lines(folder)]


def _lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log").read_text(encoding="utf-8").splitlines()]


def test_each_step_stands_in_the_log_before_and_after_it(tmp_path: Path) -> None:
    """Every line has the time, the account and the caller; the progress counts the steps."""
    progress: list[str] = []
    run([Change("one"), Change("two")], AWS, _log(tmp_path), progress.append)
    assert progress == ["[1/2] make one", "[2/2] make two"]
    assert _states(tmp_path) == [
        ("make one", "begun"),
        ("make one", "done"),
        ("make two", "begun"),
        ("make two", "done"),
    ]
    assert all(
        line["time"] and (line["account"], line["caller"]) == (CALLER.account, CALLER.arn)
        for line in _lines(tmp_path)
    )


def test_a_refused_step_is_the_last_one(tmp_path: Path) -> None:
    """The ones before it are done, the ones after it aren't begun, and the log has AWS's words."""
    after = Change("three")
    refused = Change("two", AwsError("denied (no)", "allow it", "AccessDenied"))
    with pytest.raises(StoppedError) as stopped:
        run([Change("one"), refused, after], AWS, _log(tmp_path), lambda _: None)
    assert (stopped.value.steps_taken, after.made) == (1, 0)
    assert _lines(tmp_path)[-1]["state"] == "failed"
    assert _lines(tmp_path)[-1]["error"] == "denied (no)"


def test_a_step_whose_line_is_not_written_is_not_taken(tmp_path: Path) -> None:
    """No call is made of which the log could say nothing."""
    change = Change("one")
    with pytest.raises(OSError, match="directory"):
        run([change], AWS, Log(tmp_path, "preflight", CALLER), lambda _: None)
    assert change.made == 0


def test_killed_between_the_call_and_its_line(tmp_path: Path) -> None:
    """The next run knows from its plan that the change was made, and its log says so."""
    killed = Change("one", KilledError())
    with pytest.raises(KilledError):
        run([killed, Change("two")], AWS, _log(tmp_path), lambda _: None)
    assert (killed.made, _states(tmp_path)) == (1, [("make one", "begun")])
    run([Change("two")], AWS, _log(tmp_path), lambda _: None)
    assert _states(tmp_path)[1:] == [("make one", "not left"), ("make two", "begun"), ("make two", "done")]
    run([], AWS, _log(tmp_path), lambda _: None)
    assert len(_states(tmp_path)) == 4


def test_killed_before_the_call(tmp_path: Path) -> None:
    """The change is in the next plan as well, and is begun again."""
    _log(tmp_path).add(Change("one"), "begun")
    run([Change("one")], AWS, _log(tmp_path), lambda _: None)
    assert [state for _, state in _states(tmp_path)] == ["begun", "begun", "done"]


def test_another_command_or_account_closes_nothing(tmp_path: Path) -> None:
    """Two commands may share a log, and so may two organizations."""
    _log(tmp_path).add(Change("one"), "begun")
    run([], AWS, _log(tmp_path, "repair"), lambda _: None)
    other = Caller("222222222222", "arn:aws:iam::222222222222:root")
    run([], AWS, Log(tmp_path / "log", "preflight", other), lambda _: None)
    assert _states(tmp_path) == [("make one", "begun")]


def test_killed_while_a_line_was_written(tmp_path: Path) -> None:
    """The half line stays, and every later line is whole."""
    (tmp_path / "log").write_text('{"time": "2026', encoding="utf-8")
    run([Change("one")], AWS, _log(tmp_path), lambda _: None)
    first, *others = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert first == '{"time": "2026'
    assert [json.loads(line)["state"] for line in others] == ["begun", "done"]


def test_nothing_to_do_makes_no_log(tmp_path: Path) -> None:
    """A file would say that something was begun."""
    run([], AWS, _log(tmp_path), lambda _: None)
    assert not (tmp_path / "log").exists()
