"""Read the templates of a cloud assembly that deploy into the management account."""

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


def _decoded(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
