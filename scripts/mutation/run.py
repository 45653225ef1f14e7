"""Run tests against mutants, each in a copy of the repository: the working tree is never touched."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scripts.mutation.mutants import Mutant
from scripts.mutation.reach import MEASURED, OPTIONS, Reach, read_reach

Outcome = Literal["killed", "timeout", "survived"]
_KIB = 8 << 20
"""The memory that tests against a mutant may take, in KiB: some build without end."""
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?:\[| - |$)", re.MULTILINE)


@dataclass(frozen=True)
class Result:
    """What became of a mutant, and the test that killed it."""

    outcome: Outcome
    test: str = ""


class BrokenTestsError(Exception):
    """The tests fail where nothing is mutated."""


def copy_of(repository: Path, folder: Path) -> Path:
    """Copy what git knows of, as it is now, and link what is installed."""
    git = ["git", "-C", str(repository)]
    subprocess.run([*git, "clone", "--quiet", "--shared", str(repository), str(folder)], check=True)
    listed = [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        target = folder / name
        target.unlink(missing_ok=True)
        if (repository / name).is_file() and name not in {".venv", "node_modules"}:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(repository / name, target)
    for name in (".venv", "node_modules"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to((repository / name).resolve())
    return folder


def measure(folder: Path) -> Reach:
    """Run the tests once on what isn't mutated, and note which function each reaches.

    Raises:
        BrokenTestsError: a test fails.
    """
    local = folder / ".local"
    local.mkdir(exist_ok=True)
    (local / "coverage.ini").write_text(OPTIONS, encoding="utf-8")
    coverage = [sys.executable, "-m", "coverage"]
    shared = [f"--rcfile={local / 'coverage.ini'}", f"--data-file={local / 'reach'}"]
    tests = [f"tests/{name}" for name in MEASURED]
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={local / 'tests.xml'}", *tests]
    ran = subprocess.run(
        [*coverage, "run", *shared, *pytest], cwd=folder, check=False, capture_output=True, text=True
    )
    if ran.returncode:
        raise BrokenTestsError(ran.stdout[-3000:] + ran.stderr[-1000:])
    report = ["json", *shared, "--quiet", "--show-contexts", "-o", str(local / "reach.json")]
    subprocess.run([*coverage, *report], cwd=folder, check=True)
    return read_reach(local / "reach.json", local / "tests.xml", folder)


def warm(folder: Path) -> None:
    """Compile everything once, by content: a mutant may have the size and the time of what it replaces."""
    options = ["-q", "--invalidation-mode", "checked-hash", "guardrails", "tests"]
    subprocess.run([sys.executable, "-m", "compileall", *options], cwd=folder, check=False)


def run(folder: Path, mutant: Mutant, tests: Sequence[str], seconds: float) -> Result:
    """Run tests against a mutant until the first fails.

    Args:
        folder: a copy of the repository.
        mutant: of that copy.
        tests: as pytest takes them.
        seconds: after which the mutant counts as killed.
    """
    with _mutated(folder / mutant.file, mutant):
        return _verdict(folder, tests, seconds)


@contextmanager
def _mutated(file: Path, mutant: Mutant) -> Iterator[None]:
    source = file.read_text(encoding="utf-8")
    file.write_text(mutant.applied(source), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(source, encoding="utf-8")


def _verdict(folder: Path, tests: Sequence[str], seconds: float) -> Result:
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "--no-header",
        "--tb=no",
        *tests,
    ]
    limited = ["sh", "-c", f'ulimit -v {_KIB} 2>/dev/null; exec "$@"', "sh", *pytest]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        limited,
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return Result("timeout")
    if process.returncode == 0:
        return Result("survived")
    failed = _FAILED.search(output)
    return Result("killed", failed[1] if failed else output.strip().splitlines()[-1][:200])
