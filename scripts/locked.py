"""Read what a lock file of pip pins: names, versions, and the hashes of the files that may be installed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_PACKAGE = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]+)")


class Package(NamedTuple):
    """A package as a lock file pins it.

    Attributes:
        name: Its normalized name.
        version: The one version.
        marker: On which platforms it is installed; empty where on all.
        hashes: Of the files that may be installed, as `sha256:…`.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locked(file: Path) -> list[Package]:
    """Return the packages of a lock file, in its order."""
    blocks = re.split(r"^(?=[a-z0-9])", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [
        Package(match[1], match[2], match[3] or "", tuple(_HASH.findall(block)))
        for block in blocks
        if (match := _PACKAGE.match(block))
    ]
