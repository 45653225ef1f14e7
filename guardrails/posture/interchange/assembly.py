"""Read a posture back from a cloud assembly: the policies from its templates, the tree from beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from guardrails.baseline.written import faulty
from guardrails.errors import Finding, InputError, Location
from guardrails.management_policies import BY_API_NAME, ManagementPolicy
from guardrails.organization import Organization
from guardrails.policy.language.document import TYPES
from guardrails.policy.language.read import read_document
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import decoded, from_json
from guardrails.posture.model import Policy, Posture

TREE = "organization.json"
"""The file of the assembly that holds the tree, with what AWS attaches by itself."""
_MANIFEST = "manifest.json"
_SYNTH = "run `cdk synth` again"


def tree_of(posture: Posture) -> str:
    """Render what an assembly holds beside its templates: the nodes, and what no template declares there."""
    undeclared = tuple(policy for policy in posture.policies if policy.aws_managed or policy.foreign)
    foreign = tuple(policy for policy in posture.management if policy.foreign)
    return to_json(replace(posture, policies=undeclared, management=foreign))


def from_assembly(read: Callable[[str], str], folder: str) -> Posture:
    """Read the posture that an assembly deploys.

    Args:
        read: returns the text of a file in the assembly; raises OSError or ValueError.
        folder: how findings name the assembly.

    Raises:
        InputError: with everything that can't be read.
    """
    tree = from_json(_text(read, TREE, folder), f"{folder}/{TREE}")
    manifest = decoded(_text(read, _MANIFEST, folder), f"{folder}/{_MANIFEST}")
    findings: list[Finding] = []
    policies = list(tree.policies)
    management = list(tree.management)
    for name in _templates(manifest):
        template = decoded(_text(read, name, folder), f"{folder}/{name}")
        for logical_id, resource in _part(template, "Resources").items():
            if _part(template, "Resources", logical_id).get("Type") == "AWS::Organizations::Policy":
                properties, location = _part(resource, "Properties"), Location(f"{folder}/{name}")
                for result in _policies(logical_id, properties, tree.organization, location):
                    if isinstance(result, Finding):
                        findings.append(result)
                    elif isinstance(result, ManagementPolicy):
                        management.append(result)
                    else:
                        policies.append(result)
    if findings:
        raise InputError(findings)
    order = {node.path: index for index, node in enumerate(tree.organization.nodes)}
    return Posture(
        tree.organization,
        tuple(sorted(policies, key=lambda policy: order[policy.target])),
        tuple(sorted(management, key=lambda policy: order[policy.target])),
        tree.scope,
        tree.read,
    )


def _text(read: Callable[[str], str], name: str, folder: str) -> str:
    try:
        return read(name)
    except (OSError, ValueError) as error:
        problem = f"{name} can't be read ({error}); this is no cloud assembly of a baseline"
        raise InputError([Finding(Location(folder), "", problem, _SYNTH)]) from None


def _templates(manifest: Any) -> Iterator[str]:
    for name, artifact in _part(manifest, "artifacts").items():
        file = _part(manifest, "artifacts", name, "properties").get("templateFile")
        if artifact.get("type") == "aws:cloudformation:stack" and isinstance(file, str):
            yield file


def _part(data: Any, *path: str) -> dict[str, Any]:
    """Return a part of decoded JSON that is an object; an empty one where there is none."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _policies(
    logical_id: str, properties: Mapping[str, Any], organization: Organization, location: Location
) -> Iterator[Policy | ManagementPolicy | Finding]:
    if properties.get("Type") not in (*TYPES, *BY_API_NAME):
        return
    content = properties.get("Content")
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", ())}
    for target in properties.get("TargetIds", ()):
        node = organization.by_id.get(target) if isinstance(target, str) else None
        if node is None or node is organization.management_account:
            problem = f"is attached to {target}, which {TREE} doesn't have"
            yield Finding(location, f"{logical_id}.TargetIds", problem, _SYNTH)
            continue
        parsed = decoded(content, str(location)) if isinstance(content, str) else content
        if properties["Type"] in BY_API_NAME:
            faults = list(faulty(parsed, location, f"{logical_id}.Content"))
            yield from faults
            if not faults:
                yield _management(logical_id, properties, parsed, node.path, location)
            continue
        try:
            document = read_document(parsed)
        except ValueError as error:
            yield Finding(
                location, f"{logical_id}.Content", str(error), "write the document out in the template"
            )
            return
        yield Policy(
            key=f"{logical_id}/{target}",
            name=str(properties.get("Name")),
            type=properties["Type"],
            family=tags.get("guardrails:family", "own"),
            target=node.path,
            description=str(properties.get("Description", "")),
            document=document,
            intents=tuple(tags.get("guardrails:intents", "").split()),
            origins=(location,),
        )


def _management(
    logical_id: str, properties: Mapping[str, Any], document: Any, path: str, location: Location
) -> ManagementPolicy:
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", ())}
    return ManagementPolicy(
        key=f"{logical_id}/{path}",
        name=str(properties.get("Name")),
        type=properties["Type"],
        target=path,
        description=str(properties.get("Description", "")),
        text=json.dumps(document, ensure_ascii=False),
        entry=tags.get("guardrails:intents", ""),
        origin=location,
    )
