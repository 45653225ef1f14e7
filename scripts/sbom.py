"""Write sbom.cdx.json: what is installed, as a bill of materials in CycloneDX's form.

It is made of the lock files alone, with licences from the installed packages: no day, no machine and no
registry stands in it, so that the same locks give the same bytes.

Source: https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import base64
import json
import sys
import uuid
from collections import defaultdict
from typing import Any

from scripts.licences import PROJECT, licences, spelled
from scripts.locked import OURS, NodePackage, Package, locked, locked_by_npm

FILE = PROJECT / "sbom.cdx.json"
_ROOT = "guardrails"


def main() -> int:
    """Write the bill; return 0."""
    FILE.write_text(text(), encoding="utf-8")
    return 0


def text() -> str:
    """Render the bill."""
    bill = _bill()
    content = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    return json.dumps(bill, indent=2, sort_keys=True) + "\n"


def _bill() -> dict[str, Any]:
    needed = {(package.name, package.version) for package in locked(PROJECT / "requirements.txt")}
    packages = locked(PROJECT / "requirements-dev.txt")
    nodes = locked_by_npm(PROJECT / "package-lock.json")
    known = licences()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": _ROOT, "name": _ROOT}},
        "components": [
            *(_of_python(one, known[one.name], (one.name, one.version) in needed) for one in packages),
            *map(_of_node, nodes),
        ],
        "dependencies": _dependencies(packages, nodes),
    }


def _purl(package: Package | NodePackage) -> str:
    """Write a package's URL, which keeps a point in a name of PyPI and has no underscore.

    Source: https://github.com/package-url/purl-spec
    """
    if isinstance(package, NodePackage):
        return f"pkg:npm/{package.name.replace('@', '%40')}@{package.version}"
    return f"pkg:pypi/{spelled().get(package.name, package.name).replace('_', '-')}@{package.version}"


def _of_python(package: Package, licence: str, needed: bool) -> dict[str, Any]:  # noqa: FBT001 - one caller
    hashes = [{"alg": "SHA-256", "content": value.removeprefix("sha256:")} for value in package.hashes]
    # "excluded": installed for tests, never where it is deployed from.
    scope = "required" if needed else "excluded"
    return {**_component(package, licence), "scope": scope, "hashes": hashes}


def _of_node(package: NodePackage) -> dict[str, Any]:
    digest = base64.b64decode(package.integrity.removeprefix("sha512-")).hex()
    return {
        **_component(package, package.licence),
        "scope": "required",
        "hashes": [{"alg": "SHA-512", "content": digest}],
    }


def _component(package: Package | NodePackage, licence: str) -> dict[str, Any]:
    simple = " " not in licence
    return {
        "type": "library",
        "bom-ref": _purl(package),
        "name": package.name,
        "version": package.version,
        "purl": _purl(package),
        "licenses": [{"license": {"id": licence}} if simple else {"expression": licence}],
    }


def _dependencies(packages: list[Package], nodes: list[NodePackage]) -> list[dict[str, Any]]:
    refs = defaultdict[str, list[str]](list)
    for package in packages:
        refs[package.name].append(_purl(package))
    wanted = defaultdict[str, set[str]](set)
    for package in packages:
        for parent in package.wanted_by:
            for ref in [_ROOT] if parent == OURS else refs[parent]:
                wanted[ref].add(_purl(package))
    wanted[_ROOT].update(map(_purl, nodes))
    every = [_ROOT, *(ref for some in refs.values() for ref in some), *map(_purl, nodes)]
    return [{"ref": ref, "dependsOn": sorted(wanted[ref])} for ref in sorted(every)]


if __name__ == "__main__":
    sys.exit(main())
