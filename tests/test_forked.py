"""Tests that run in copies of the test process count as if they ran in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.baselines import REPOSITORY

pytestmark = pytest.mark.slow
MEETING = """
import multiprocessing, os, warnings
import pytest

BOTH = multiprocessing.get_context("fork").Barrier(2)

@pytest.fixture(autouse=True)
def meet(): BOTH.wait(30)

@pytest.fixture
def broken(): raise KeyError
"""
"""Each test waits for one in the other process: both draw two at once, then one at a time."""
KINDS = (
    "def test_passes{n}(): pass\ndef test_passes_too{n}(): pass",
    'def test_fails{n}(): print("said {n}"); assert 0',
    "def test_is_skipped{n}(): pytest.skip()",
    "@pytest.mark.xfail\ndef test_is_expected_to_fail{n}(): assert 0",
    "def test_has_a_broken_fixture{n}(broken): pass",
    'def test_warns{n}(): warnings.warn("warned {n}")',
    'def test_captures{n}(capfd): os.system("echo {n}"); assert capfd.readouterr().out == "{n}\\n"',
)


def _run(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_them.py").write_text(tests)
    (folder / "conftest.py").write_text(
        "import os\nfrom tests.forked import ForkedRun\nos.cpu_count = lambda: 2\n"
        "def pytest_configure(config): config.pluginmanager.register(ForkedRun())\n"
    )
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_outcome_is_counted_and_shown(tmp_path: Path) -> None:
    """Failures with what they printed, warnings with what they said, one of each from each process."""
    result = _run(tmp_path, "\n".join([MEETING, *(kind.format(n=n) for kind in KINDS for n in (1, 2))]))
    assert result.returncode == 1
    summary = result.stdout.splitlines()[-1]
    for part in ("2 failed", "8 passed", "2 skipped", "2 xfailed", "2 warnings", "2 errors"):
        assert part in summary
    for number in (1, 2):
        assert f"said {number}" in result.stdout
        assert f"UserWarning: warned {number}" in result.stdout


def test_a_copy_that_dies_is_no_success(tmp_path: Path) -> None:
    """Its tests ran nowhere, and nobody knows how they would have ended."""
    tests = """
import multiprocessing, os
FIRST, DIES = os.getpid(), multiprocessing.get_context("fork").Event()
"""
    one = """
def test_{n}():
    if os.getpid() != FIRST:
        DIES.set()
        os._exit(0)
    assert DIES.wait(30)
"""
    result = _run(tmp_path, tests + "".join(one.format(n=n) for n in range(4)))
    assert result.returncode != 0
    assert "died before its tests were done" in result.stdout


def test_nothing_is_drawn_twice_or_left(tmp_path: Path) -> None:
    """However many there are, and whoever is quicker."""
    numbers = "import pytest\n@pytest.mark.parametrize('n', range(300))\n"
    result = _run(tmp_path, f"{numbers}def test_a(n): print(f'ran {{n}}.'); assert 0")
    assert "300 failed" in result.stdout
    assert all(result.stdout.count(f"ran {n}.") == 1 for n in range(300))


def test_one_test_and_none_run_as_well(tmp_path: Path) -> None:
    """There is nothing to share then."""
    assert "1 passed" in _run(tmp_path, "def test_a(): pass\n").stdout
    assert _run(tmp_path, "").returncode == pytest.ExitCode.NO_TESTS_COLLECTED
