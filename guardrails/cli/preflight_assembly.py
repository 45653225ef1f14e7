"""Read what `cdk synth` and `import-map` wrote, and derive the policies that deploy it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guardrails.baseline import Baseline
from guardrails.errors import Finding, InputError, Location

_MANIFEST = "manifest.json"


def read_templates(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the templates of all stacks, by the name of the stack.

    Raises:
        InputError: The folder is no cloud assembly.
    """
    try:
        manifest = _decoded(folder / _MANIFEST)
        stacks = {
            artifact["properties"].get("stackName", name): folder / artifact["properties"]["templateFile"]
            for name, artifact in manifest["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack"
        }
        return {name: _decoded(file) for name, file in stacks.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        problem = "this is no cloud assembly that can be read"
        raise InputError(
            [Finding(Location(str(folder)), "", problem, "write it with `cdk synth`, and name its folder")]
        ) from None


def read_imports(folder: Path) -> Mapping[str, frozenset[str]]:
    """Return the resources that the mappings of a folder name, each with the targets that a policy has there.

    Assignments are left out: none has a name that could be taken, and their identifiers have those of groups.

    Raises:
        InputError: The folder has no such mapping, or one that can't be read.
    """
    try:
        mappings = {file.stem: _decoded(file) for file in sorted(folder.glob("*.json"))}
        named = {
            str(value): _targets(folder / "assembly", stack, logical_id)
            for stack, mapping in mappings.items()
            for logical_id, identifier in mapping.items()
            if "PrincipalId" not in identifier
            for value in identifier.values()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        mappings, named = {}, {}
    if not any(mappings.values()):
        problem, remedy = "this has no mapping that can be read", "name the folder that `import-map` wrote"
        raise InputError([Finding(Location(str(folder)), "", problem, remedy)])
    return named


def _targets(assembly: Path, stack: str, logical_id: str) -> frozenset[str]:
    """Return the targets of a policy, from the template that it is imported by."""
    if not (assembly / _MANIFEST).exists():
        return frozenset()
    file = _decoded(assembly / _MANIFEST)["artifacts"][stack]["properties"]["templateFile"]
    properties = _decoded(assembly / file)["Resources"][logical_id].get("Properties", {})
    return frozenset(str(target) for target in properties.get("TargetIds", ()))


def derived_documents(
    baseline: Baseline, folder: Path
) -> Mapping[tuple[str, str], tuple[Mapping[str, Any], ...]]:
    """Return the documents that deploy a baseline's assembly, by account and region.

    The folder holds a cloud assembly that `read_templates` has read.
    """
    # Imports every stack's limits, for which nobody should wait who names no assembly.
    from guardrails.stacks.execution import execution_policies

    documents: dict[tuple[str, str], tuple[Mapping[str, Any], ...]] = {}
    for policy in execution_policies(baseline, folder):
        place = policy.account, policy.region
        documents[place] = (*documents.get(place, ()), policy.document)
    return documents


def _decoded(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
