"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PRIVATE, PUBLIC = 0o600, 0o644
"""The modes of a file with addresses of people in it, and of one that may be committed."""


def write_whole(path: Path, text: str, mode: int) -> None:
    """Write a text into a new file, and put it in the place of the old one when it is complete.

    Raises:
        OSError: The folder can't be written to; the old file stays as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
