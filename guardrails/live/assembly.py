"""Read from a cloud assembly which organization policies should be in AWS, and where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guardrails.errors import Finding, InputError, Location
from guardrails.organization import Organization
from guardrails.posture.interchange.assembly import TREE, from_assembly
from guardrails.posture.interchange.reading import decoded

POLICY = "AWS::Organizations::Policy"
_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class DeclaredPolicy:
    """An organization policy as a template declares it.

    Attributes:
        content: The document, decoded.
        targets: The ids of what it is attached to.
        place: The template.
    """

    stack: str
    logical_id: str
    name: str
    type: str
    description: str
    content: Any
    targets: tuple[str, ...]
    place: Location


@dataclass(frozen=True)
class Assembly:
    """The policies and stacks that an assembly deploys into the management account."""

    folder: str
    organization: Organization
    policies: tuple[DeclaredPolicy, ...]

    @property
    def stacks(self) -> tuple[str, ...]:
        """The stacks that have policies, in order."""
        return tuple(dict.fromkeys(policy.stack for policy in self.policies))


def read_assembly(folder: Path) -> Assembly:
    """Read an assembly.

    Raises:
        InputError: The folder holds none of a baseline, or one that can't be read.
    """
    posture = from_assembly(lambda name: (folder / name).read_text(encoding="utf-8"), str(folder))
    manifest = decoded((folder / _MANIFEST).read_text(encoding="utf-8"), f"{folder}/{_MANIFEST}")
    policies: list[DeclaredPolicy] = []
    for name, artifact in manifest["artifacts"].items():
        if artifact["type"] == "aws:cloudformation:stack":
            properties = artifact["properties"]
            file = properties["templateFile"]
            template = json.loads((folder / file).read_text(encoding="utf-8"))
            stack = properties.get("stackName", name)
            policies += declared_policies(template, stack, Location(f"{folder}/{file}"))
    if not policies:
        finding = Finding(
            Location(f"{folder}/{TREE}"), "", "no stack has a policy", "there is nothing to repair"
        )
        raise InputError([finding])
    return Assembly(str(folder), posture.organization, tuple(policies))


def declared_policies(template: Mapping[str, Any], stack: str, place: Location) -> Iterator[DeclaredPolicy]:
    """Give the organization policies of a template, in its order."""
    for logical_id, resource in template.get("Resources", {}).items():
        if resource.get("Type") == POLICY:
            properties = resource["Properties"]
            content = properties["Content"]
            yield DeclaredPolicy(
                stack=stack,
                logical_id=logical_id,
                name=properties["Name"],
                type=properties["Type"],
                description=properties.get("Description", ""),
                content=json.loads(content) if isinstance(content, str) else content,
                targets=tuple(properties.get("TargetIds", ())),
                place=place,
            )
