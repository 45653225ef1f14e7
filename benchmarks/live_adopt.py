"""How long it takes from a live organization to its baseline, and how much memory, by the number of accounts.

    python benchmarks/live_adopt.py [--accounts 300 5000] [--write]

Each organization is in a local AWS of its own: `capture` reads it into a file, and `adopt` writes a baseline
of the file. Each of the two runs in a process of its own, as the command that a person types.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "performance-adopt.md"
BEGIN, END = "<!-- measured: live -->\n", "<!-- end of what was measured -->\n"
sys.path.insert(0, str(PROJECT))

# ruff: noqa: E402 (this runs from anywhere)
from emulator.client import running

REGION, MANAGEMENT = "eu-central-1", "200000000000"
MEBIBYTE = 1024 * 1024
FINDINGS = 1


@dataclass(frozen=True)
class Command:
    """What a command took."""

    seconds: float
    megabytes: float
    """The most memory that its process had."""


@dataclass(frozen=True)
class Measure:
    """One organization, measured."""

    accounts: int
    capture: Command
    file_megabytes: float
    adopt: Command
    baseline_lines: int


def measure(accounts: int) -> Measure:
    """Capture an organization and adopt it."""
    with TemporaryDirectory() as folder, running(seed=f"accounts-{accounts}", enforce=False) as aws:
        environment = aws.environment(MANAGEMENT, REGION)
        file, target = Path(folder) / "capture.json", Path(folder) / "adopted"
        captured = _command(environment, "capture", "--home-region", REGION, "--out", str(file))
        adopted = _command(environment, "adopt", "--capture", str(file), "--out", str(target))
        lines = (target / "baseline.yaml").read_text(encoding="utf-8").count("\n")
        return Measure(accounts, captured, file.stat().st_size / MEBIBYTE, adopted, lines)


def _command(environment: dict[str, str], *words: str) -> Command:
    """Run a command of the product in a process that measures it, and fail where it does."""
    run = subprocess.run(
        [sys.executable, __file__, "--run", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
    )
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return Command(**answer)


def run_command(words: list[str]) -> int:
    """Run a command of the product; print what it took as one line of JSON."""
    began = time.perf_counter()
    code = subprocess.run([sys.executable, "-m", "guardrails", *words], check=False).returncode
    seconds = time.perf_counter() - began
    if words[0] == "adopt" and code == FINDINGS:
        code = 0  # a part of the organization stays as it is, and the baseline was written
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(asdict(Command(seconds, peak))))
    return code


def table(measures: list[Measure]) -> str:
    """Render the measures as a table."""
    rows = [
        f"| {entry.accounts:,} | {entry.capture.seconds:.1f} | {entry.capture.megabytes:.0f} "
        f"| {entry.file_megabytes:.1f} | {entry.adopt.seconds:.1f} "
        f"| {entry.adopt.seconds / entry.accounts * 1000:.1f} | {entry.adopt.megabytes:.0f} "
        f"| {entry.baseline_lines:,} |"
        for entry in measures
    ]
    head = "| accounts | capture, s | MB | file, MB | adopt, s | ms an account | MB | lines written |"
    return "\n".join([head, "|---:|---:|---:|---:|---:|---:|---:|---:|", *rows, ""])


def main() -> int:
    """Measure, print, and with --write put the table into the page."""
    if sys.argv[1:2] == ["--run"]:
        return run_command(sys.argv[2:])
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, nargs="+", default=[300, 5000])
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    options = parser.parse_args()
    text = table([measure(accounts) for accounts in options.accounts])
    print(text)
    if options.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.split(END)[1]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
