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

    def add(self, step: Step, state: str, **more: Any) -> None:
        """Add a line, and have it on the disk before going on."""
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": self.command,
            "account": self.caller.account,
            "caller": self.caller.arn,
            "step": step.sentence(),
            "state": state,
            **more,
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            with suppress(OSError):
                os.fsync(file.fileno())


def run(steps: Sequence[Step], aws: Aws, log: Log, say: Say) -> None:
    """Take every step.

    Raises:
        StoppedError: AWS refused a step.
        OSError: The log can't be written; the step that it would have told of is not taken.
    """
    for number, step in enumerate(steps, 1):
        say(f"[{number}/{len(steps)}] {step.sentence()}")
        log.add(step, "begun")
        try:
            step.take(aws)
        except AwsError as error:
            log.add(step, "failed", error=error.sentence)
            raise StoppedError(error, step, number - 1) from None
        log.add(step, "done")
