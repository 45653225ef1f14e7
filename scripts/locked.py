"""Read what the lock files pin: names, versions, and the hashes of the files that may be installed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

_PACKAGE = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]+)")
_WANTED_BY = re.compile(r"^    # +(?!via$)(?:via )?(-r \S+|[a-z0-9][a-z0-9._-]*)$", re.MULTILINE)
OURS = ""
"""Stands for our own requirements among those who need a package."""


class Package(NamedTuple):
    """A package as a lock file pins it.

    Attributes:
        name: Its normalized name.
        version: Its version; another entry may pin another one for other platforms.
        marker: On which platforms it is installed; empty where on all.
        hashes: Of the files that may be installed, as `sha256:…`.
        wanted_by: The names of the packages that need it, with OURS where our own requirements name it.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]


def locked(file: Path) -> list[Package]:
    """Return the packages of a lock file of pip, in its order."""
    blocks = re.split(r"^(?=[a-z0-9])", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [
        Package(
            match[1],
            match[2],
            match[3] or "",
            tuple(_HASH.findall(block)),
            tuple(OURS if name.startswith("-r") else name for name in _WANTED_BY.findall(block)),
        )
        for block in blocks
        if (match := _PACKAGE.match(block))
    ]


class NodePackage(NamedTuple):
    """A package as npm's lock file pins it; `integrity` is its tarball's hash, as `sha512-` and base64."""

    name: str
    version: str
    integrity: str
    licence: str


def locked_by_npm(file: Path) -> list[NodePackage]:
    """Return the packages of npm's lock file."""
    packages = json.loads(file.read_text(encoding="utf-8"))["packages"]
    return [
        NodePackage(
            path.rpartition("node_modules/")[2], entry["version"], entry["integrity"], entry["license"]
        )
        for path, entry in packages.items()
        if path
    ]


def normalized(name: str) -> str:
    """Write a package's name as lock files do.

    Source: https://packaging.python.org/en/latest/specifications/name-normalization/
    """
    return re.sub(r"[-_.]+", "-", name).lower()
