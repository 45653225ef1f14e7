"""Take the steps of a plan one after the other: say each, log it, and stop where AWS refuses.

A step may be taken twice: what is done already counts as done. So whoever was interrupted plans again, from
what AWS says now, and takes the rest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from guardrails.live.aws import Aws
from guardrails.live.readers.caller import Caller
from guardrails.live.refusals import AwsError

Say = Callable[[str], None]
BEGUN, DONE, FAILED = "begun", "done", "failed"
NOT_LEFT = "not left"
"""Begun by a run that was killed, and not in the plan of a later one: it was done, or nothing needs it."""


class Step(Protocol):
    """One change to AWS, which a person can read before it is made."""

    def sentence(self) -> str:
        """Say what the step does, as in `attach … to …`."""

    def take(self, aws: Aws) -> None:
        """Make the change, or find it made.

        Raises:
            AwsError: AWS refused it.
        """


class StoppedError(Exception):
    """A step was refused; the ones after it were not taken.

    Attributes:
        steps_taken: How many steps were taken.
    """

    def __init__(self, error: AwsError, step: Step, steps_taken: int) -> None:
        super().__init__(error.sentence)
        self.error, self.step, self.steps_taken = error, step, steps_taken


@dataclass(frozen=True)
class Log:
    """A file that keeps what was begun and how it ended: a JSON object a line, never overwritten."""

    path: Path
    command: str
    caller: Caller

    def close_interrupted(self, planned: Sequence[Step]) -> None:
        """Write of each step that an earlier run began and left without an end whether it is left to do.

        A run that was killed between a call and its line can't know how the call ended. The new plan does:
        it was made from what AWS says since then.

        Args:
            planned: The steps that are left; they are begun again.

        Raises:
            OSError: The log can't be read or written.
        """
        left = {step.sentence() for step in planned}
        for sentence in self._without_end():
            if sentence not in left:
                self._append(sentence, NOT_LEFT)

    def add(self, step: Step, state: str, **more: Any) -> None:
        """Add a line about a step, and have it on the disk before going on.

        Raises:
            OSError: The log can't be written.
        """
        self._append(step.sentence(), state, **more)

    def _append(self, sentence: str, state: str, **more: Any) -> None:
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": self.command,
            "account": self.caller.account,
            "caller": self.caller.arn,
            "step": sentence,
            "state": state,
            **more,
        }
        with self.path.open("ab") as file:
            if self._ends_within_a_line():
                file.write(b"\n")
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            with suppress(OSError):
                os.fsync(file.fileno())

    def _ends_within_a_line(self) -> bool:
        """Return whether a run was killed while it wrote."""
        with suppress(OSError), self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() != b"\n"
        return False

    def _without_end(self) -> list[str]:
        """List the steps of this command in this account whose last line says that they were begun."""
        if not self.path.is_file():
            return []
        states: dict[str, str] = {}
        for text in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                line = json.loads(text)
                if (line["command"], line["account"]) == (self.command, self.caller.account):
                    states[line["step"]] = line["state"]
        return [sentence for sentence, state in states.items() if state == BEGUN]


def run(steps: Sequence[Step], aws: Aws, log: Log, say: Say) -> None:
    """Take every step; where none is left, close what an interrupted run left open in the log.

    Raises:
        StoppedError: AWS refused a step.
        OSError: The log can't be written; the step that it would have told of is not taken.
    """
    log.close_interrupted(steps)
    for number, step in enumerate(steps, 1):
        say(f"[{number}/{len(steps)}] {step.sentence()}")
        log.add(step, BEGUN)
        try:
            step.take(aws)
        except AwsError as error:
            log.add(step, FAILED, error=error.sentence)
            raise StoppedError(error, step, number - 1) from None
        log.add(step, DONE)
