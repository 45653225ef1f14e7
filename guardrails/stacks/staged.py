"""The cloud assembly on its way: in a folder of its own, until it is whole."""

from __future__ import annotations

import shutil
import signal
import tempfile
from pathlib import Path

MANIFEST = "manifest.json"
"""The CDK CLI deploys a folder only if this file is in it."""
_PARTIAL = ".partial-"


class Staged:
    """An assembly that is written inside its place, and put there when it is whole.

    The place keeps its lock files, which are the CLI's. Until the new assembly is whole, the place has no
    assembly. The earlier one is out of date from now on, so its manifest goes first, and the new manifest
    comes last.

    Raises:
        OSError: the place can't be written.
    """

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        (place / MANIFEST).unlink(missing_ok=True)
        for killed in place.glob(f"{_PARTIAL}*"):
            shutil.rmtree(killed, ignore_errors=True)
        self._place = place
        self.folder = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=place))
        """Takes the files."""

    def publish(self) -> None:
        """Put every file into its place, the manifest last; Ctrl-C waits for it.

        Raises:
            OSError: a file can't be put there; then there is no assembly.
        """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for path in sorted(self.folder.iterdir(), key=lambda path: path.name == MANIFEST):
            path.replace(self._place / path.name)
        self.folder.rmdir()

    def discard(self) -> None:
        """Take the files away; nothing happens when they are published already."""
        shutil.rmtree(self.folder, ignore_errors=True)
