"""The benchmarks run: whoever doubts a figure in docs/ can measure it anew."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

from tests.baselines import REPOSITORY

pytestmark = pytest.mark.slow


def _run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, f"benchmarks/{name}.py", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "CDK_VALIDATION": "false"},  # CDK's own rules, which take half of a synth
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("name", "arguments", "row"),
    [
        ("adopt", "--accounts 20", "| 20 accounts"),
        ("compile", "--units 10 --repeat 1", "| 10 units"),
        ("engine", "--requests 200 --repeat 1", "| the example, in a new process"),
        ("synth", "--accounts --rounds 1 --cold", "| the example"),
    ],
)
def test_it_measures_and_reports(name: str, arguments: str, row: str) -> None:
    """The smallest run ends well and prints the page with its tables, without touching what is in docs/."""
    done = _run(name, *arguments.split())
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# How ")
    assert row in done.stdout


def test_a_capture_is_measured_beside_a_listing() -> None:
    """An organization of 300 accounts takes at most 1.2 calls for each object; no test holds the time."""
    done = _run("live", "--accounts", "300", "--latency", "0")
    assert done.returncode == 0, done.stderr
    [row] = [line for line in done.stdout.splitlines() if line.startswith("| 300 |")]
    assert float(row.split("|")[4]) <= 1.2


def test_a_live_organization_is_captured_and_adopted() -> None:
    """Both commands end well for 300 accounts, and the file holds them all."""
    done = _run("live_adopt", "--accounts", "300")
    assert done.returncode == 0, done.stderr
    [row] = [line for line in done.stdout.splitlines() if line.startswith("| 300 |")]
    lines = int(row.split("|")[8])
    assert lines > 300


@pytest.mark.skipif(importlib.util.find_spec("scipy") is not None, reason="then it would measure for minutes")
def test_the_one_that_needs_more_says_so() -> None:
    """The exact solver is nobody's dependency but this benchmark's."""
    done = _run("minify")
    assert done.returncode == 1
    assert "pip install scipy" in done.stderr
