"""A file is written whole or not at all."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guardrails.capture.writing import PRIVATE, PUBLIC, write_whole
from tests.baselines import REPOSITORY

WRITE = "import sys; from pathlib import Path; from guardrails.capture.writing import write_whole\n"
KILLED = "import os, signal\nos.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
CALL = "write_whole(Path(sys.argv[1]), 'new' * 100_000, 0o600)\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Have a file from before."""
    file = tmp_path / "capture.json"
    file.write_text("old", encoding="utf-8")
    return file


@pytest.mark.parametrize("mode", [PRIVATE, PUBLIC])
def test_a_new_file_takes_the_place_of_the_old_one(old: Path, mode: int) -> None:
    """Nothing else is left in the folder."""
    write_whole(old, "new\n", mode)
    assert old.read_text(encoding="utf-8") == "new\n"
    assert old.stat().st_mode & 0o777 == mode
    assert list(old.parent.iterdir()) == [old]


def _limit_file_size() -> None:
    """Let no file become larger than a page, as on a disk that is nearly full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_where_the_disk_is_full_the_old_file_stays(old: Path) -> None:
    """The part that was written is taken away again."""
    run = subprocess.run(
        [sys.executable, "-B", "-c", WRITE + CALL, str(old)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit_file_size,
    )
    assert "OSError: [Errno 27] File too large" in run.stderr
    assert old.read_text(encoding="utf-8") == "old"
    assert list(old.parent.iterdir()) == [old]


def test_whoever_is_killed_while_writing_leaves_the_old_file(old: Path) -> None:
    """The new text stands in a file beside it, which nobody takes for the capture."""
    run = subprocess.run(
        [sys.executable, "-B", "-c", KILLED + WRITE + CALL, str(old)], cwd=REPOSITORY, check=False
    )
    assert run.returncode == -signal.SIGKILL
    assert old.read_text(encoding="utf-8") == "old"
    [beside] = [file for file in old.parent.iterdir() if file != old]
    assert beside.name.startswith(".capture.json.")
    assert beside.stat().st_mode & 0o777 == PRIVATE


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    """Nobody makes it by accident."""
    with pytest.raises(OSError, match="No such file"):
        write_whole(tmp_path / "missing" / "capture.json", "new", PRIVATE)
    assert list(tmp_path.iterdir()) == []
