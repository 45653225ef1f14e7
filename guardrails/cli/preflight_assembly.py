"""Read what `cdk synth` and `import-map` wrote: templates of the management account, and mappings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guardrails.errors import Finding, InputError, Location

_MANIFEST = "manifest.json"


def read_templates(folder: Path, account: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the templates of an account's stacks, by the name of the stack.

    Raises:
        InputError: The folder is no cloud assembly.
    """
    try:
        manifest = _decoded(folder / _MANIFEST)
        stacks = {
            artifact["properties"].get("stackName", name): folder / artifact["properties"]["templateFile"]
            for name, artifact in manifest["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack"
            and artifact["environment"].startswith(f"aws://{account}/")
        }
        return {name: _decoded(file) for name, file in stacks.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        problem = "this is no cloud assembly that can be read"
        raise InputError(
            [Finding(Location(str(folder)), "", problem, "write it with `cdk synth`, and name its folder")]
        ) from None


def read_imports(folder: Path) -> frozenset[str]:
    """Return the identifiers of the resources that the mappings of a folder name, but for assignments.

    An assignment has no name that could be taken, and its identifier has that of its group.

    Raises:
        InputError: The folder has no such mapping, or one that can't be read.
    """
    try:
        mappings = [_decoded(file) for file in sorted(folder.glob("*.json"))]
        identifiers = [identifier for mapping in mappings for identifier in mapping.values()]
        named = {
            str(value)
            for identifier in identifiers
            if "PrincipalId" not in identifier
            for value in identifier.values()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        identifiers, named = [], set()
    if not identifiers:
        problem, remedy = "this has no mapping that can be read", "name the folder that `import-map` wrote"
        raise InputError([Finding(Location(str(folder)), "", problem, remedy)])
    return frozenset(named)


def _decoded(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
