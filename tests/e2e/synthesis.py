"""Synthesize the file of a story in the tests' own process, and each content of it once in a run.

The CLI starts `app.py` in a new process for each synthesis, in which CDK's own rules become ready: 5 seconds
of CPU time. A process that has CDK already needs 0.7 for the same templates. `test_synthesis.py` compares.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from pathlib import Path

import pytest

import tests.stacks.conftest  # noqa: F401 - starts CDK without its own rules, before anything else starts it
from demo.cdk import PROJECT, Cdk
from guardrails.baseline import Baseline, load
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove_or_stop
from guardrails.stacks.accepted import Accepting
from guardrails.stacks.build import build
from guardrails.stacks.validation import add_validations, new_app, synthesize
from tests.e2e.starting import copy_of

HURRIED = {
    "NODE_OPTIONS": f'--require="{Path(__file__).with_name("hurried.js")}"',
    "NODE_COMPILE_CACHE": str(PROJECT / ".local" / "compiled"),
}
"""Lets the CLI wait as often as ever, with a twentieth of its pauses, and keep what Node compiled of it."""


class StoryCdk(Cdk):
    """The CDK CLI, which deploys what this process synthesized."""

    def synthesize(self) -> list[str]:
        """Synthesize with all validations but CDK's own rules; the CLI itself isn't called."""
        today = dt.datetime.now(tz=dt.UTC).date()
        baseline = load(self.baseline, today=today)
        name = f"assembly-{_digest(self.baseline, baseline, today)}"
        write = partial(_write, baseline, today)
        copy_of(name, self.output, write, beside=self.baseline.parent)
        return []

    def _environment(self, account: str) -> dict[str, str]:
        return super()._environment(account) | HURRIED


def _digest(path: Path, baseline: Baseline, today: dt.date) -> str:
    """Name everything that a synthesis reads: two files with the same digest have the same assembly."""
    documents = [f"{name}\0{file.text}" for name, file in sorted(baseline.policy_files.items())]
    read = "\0".join((str(today), path.read_text(encoding="utf-8"), *documents))
    return hashlib.sha256(read.encode()).hexdigest()[:16]


def _write(baseline: Baseline, today: dt.date, folder: Path) -> None:
    """Do what `app.py` does with a loaded baseline."""
    posture = compile_posture(baseline)
    prove_or_stop(baseline, posture, today=today)
    app = new_app(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDK_VALIDATION", "false")
        add_validations(app)
    build(app, baseline, posture)
    synthesize(app, Accepting(baseline, posture, today))
