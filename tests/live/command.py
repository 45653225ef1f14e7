"""Run a command of the product in the tests' own process, which has imported all that the command needs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from subprocess import CompletedProcess

from typer.testing import CliRunner

from guardrails.cli.main import app


def answered(environment: Mapping[str, str], *words: str) -> CompletedProcess[str]:
    """Return the answer of `python -m guardrails` with these words and this environment.

    A process of its own takes a second to import the same again. `test_ending.py`, `test_repair.py` and
    `test_capture_faults.py` start processes.
    """
    absent = dict.fromkeys(os.environ.keys() - environment.keys())
    result = CliRunner(env={**absent, **environment}).invoke(app, words, prog_name="python -m guardrails")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return CompletedProcess(words, result.exit_code, result.stdout, result.stderr)
