"""Write a folder of files whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


class FolderTakenError(Exception):
    """The folder exists, and something is in it."""


def check_folder(folder: Path) -> None:
    """Check that a folder can become what is written.

    Raises:
        FolderTakenError: When something is there that would be overwritten.
        OSError: When the folder above isn't there.
    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise FolderTakenError
    os.scandir(folder.absolute().parent).close()


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write files beside the folder, and give them its name when all of them are there.

    Args:
        folder: What isn't there yet, or is empty.
        files: The texts, by path in the folder.

    Raises:
        FolderTakenError: When something is there that would be overwritten.
        OSError: When the system refuses; nothing is left behind then.
    """
    check_folder(folder)
    target = folder.absolute()
    unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, text in files.items():
            path = unfinished / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        unfinished.chmod(0o777 & ~mask)  # mkdtemp lets the owner alone in
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
