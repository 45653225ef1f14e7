"""Run a script as a person's terminal would, with both streams in one text."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path


def run_bash(
    script: str, folder: Path, environment: Mapping[str, str], *, seconds: float
) -> subprocess.CompletedProcess[str]:
    """Run a script that nobody answers, and return its exit code and what it printed.

    Raises:
        subprocess.TimeoutExpired: it took longer than the seconds.
    """
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
