"""Starting points of stories: an organization in a state that is made once in a run, and copied."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

WORKER = "popen-"
"""Begins the folder that each worker of pytest-xdist has for its temporary files."""


def copy_of(name: str, folder: Path, make: Callable[[Path], None], *, beside: Path | None = None) -> None:
    """Fill a test's folder with a copy of a starting point, which the first who asks for it makes.

    All workers of a run share it. One that couldn't be made leaves nothing, so that the next one tries again.

    Args:
        name: The starting point.
        folder: Takes the copy.
        make: Fills the folder that it gets.
        beside: A folder of pytest's, such as `tmp_path_factory.mktemp` makes; `folder` itself by default.
    """
    own = (beside or folder).parent
    shared = own.parent if own.name.startswith(WORKER) else own
    place = shared / f"starting-{name}"
    with (shared / f"starting-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            unfinished = shared / f"unfinished-{name}"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(place)
    shutil.copytree(place, folder, dirs_exist_ok=True, symlinks=True)
