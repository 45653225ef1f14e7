"""The mapping for `cdk import`: resources of templates that exist, so that they keep their identity."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from guardrails.adopt.import_template import import_template
from guardrails.adopt.matching.access import AccessMatcher
from guardrails.adopt.matching.evidence import TopicMatcher, TrailMatcher
from guardrails.adopt.matching.match import ImportMatch, Matcher, StackPlace
from guardrails.adopt.matching.policies import PolicyMatcher
from guardrails.capture import Capture
from guardrails.errors import Finding, InputError, Location
from guardrails.posture.interchange.reading import decoded

Read: TypeAlias = Callable[[str], str]
MANIFEST = "manifest.json"
_SYNTH = "name the folder that `cdk synth` wrote for the adopted baseline"
_STACK = "aws:cloudformation:stack"
_ENVIRONMENT = "aws://"


@dataclass(frozen=True)
class AssemblyImport:
    """The stacks of an assembly, and what none of them takes over."""

    stacks: tuple[StackImport, ...]
    left: tuple[str, ...]
    """The attached policies that stay beside the stacks, a sentence each, without those of others' tools."""
    beside: tuple[str, ...]
    """The resources that AWS doesn't import, a sentence each with the way around."""
    assembly: Mapping[str, str]
    """The files of a cloud assembly that has what is imported alone, by name."""


@dataclass(frozen=True)
class StackImport:
    """The resources of a stack that exist already, and those that don't."""

    stack: str
    matches: Mapping[str, ImportMatch]
    """The resources that exist, by logical id."""
    created: tuple[str, ...]
    """The logical ids of the resources that a deployment makes."""

    @property
    def mapping(self) -> Mapping[str, Mapping[str, str]]:
        """The identifier by logical id, as `cdk import --resource-mapping` reads it."""
        return {logical_id: match.identifier for logical_id, match in self.matches.items()}

    @property
    def remains(self) -> tuple[str, ...]:
        """The attachments that an imported policy has beside those in the template, a sentence each."""
        return tuple(match.remains for match in self.matches.values() if match.remains)


@dataclass(frozen=True)
class _Stack:
    name: str
    artifact: Mapping[str, Any]
    file: str
    template: Mapping[str, Any]

    @property
    def place(self) -> StackPlace:
        account, _, region = (
            str(self.artifact.get("environment", "")).removeprefix(_ENVIRONMENT).partition("/")
        )
        return StackPlace(account, region)


def assembly_import(capture: Capture, read: Read, folder: str) -> AssemblyImport:
    """Match the resources of an assembly with what was captured.

    Args:
        capture: What was read.
        read: Returns the text of a file in the assembly; raises OSError or ValueError.
        folder: How findings name the assembly.

    Raises:
        InputError: When the folder holds no assembly.
    """
    policies = PolicyMatcher(capture)
    matchers = (policies, AccessMatcher(capture), TrailMatcher(capture), TopicMatcher(capture))
    manifest = decoded(_text(read, MANIFEST, folder), f"{folder}/{MANIFEST}")
    declared = list(_stacks(read, manifest, folder))
    _check_accounts(declared, capture, folder)
    stacks = tuple(_matched(stack, matchers) for stack in declared)
    return AssemblyImport(
        stacks,
        tuple(policies.left()),
        tuple(_beside(capture)),
        dict(_assembly(manifest, zip(declared, stacks, strict=True))),
    )


def _stacks(read: Read, manifest: Any, folder: str) -> Iterator[_Stack]:
    artifacts = manifest.get("artifacts", {}) if isinstance(manifest, dict) else {}
    for name, artifact in sorted(artifacts.items()):
        if artifact.get("type") == _STACK:
            file = artifact["properties"]["templateFile"]
            yield _Stack(name, artifact, file, decoded(_text(read, file, folder), f"{folder}/{file}"))


def _check_accounts(stacks: Sequence[_Stack], capture: Capture, folder: str) -> None:
    """Refuse the assembly of another organization, whose names alone might fit.

    Raises:
        InputError: With the first stack whose account the captured organization doesn't have.
    """
    accounts = capture.organization.accounts if capture.organization else None
    for stack in stacks if accounts is not None else ():
        account = stack.place.account
        if account.isdigit() and account not in {entry.id for entry in accounts or ()}:
            problem = f"goes into {account}, which is no account of the captured organization"
            remedy = "name a capture of the organization that this assembly is for"
            raise InputError([Finding(Location(folder), stack.name, problem, remedy)])


def _text(read: Read, name: str, folder: str) -> str:
    try:
        return read(name)
    except (OSError, ValueError) as error:
        problem = f"{name} can't be read ({error}); this is no cloud assembly of a baseline"
        raise InputError([Finding(Location(folder), "", problem, _SYNTH)]) from None


def _matched(stack: _Stack, matchers: tuple[Matcher, ...]) -> StackImport:
    resources: Mapping[str, Any] = stack.template.get("Resources", {})
    matches: dict[str, ImportMatch] = {}
    for matcher in matchers:
        matches |= matcher.matches(resources, stack.place)
    created = tuple(logical_id for logical_id in resources if logical_id not in matches)
    return StackImport(stack.name, dict(sorted(matches.items())), created)


def _assembly(manifest: Any, stacks: Iterator[tuple[_Stack, StackImport]]) -> Iterator[tuple[str, str]]:
    """Yield a manifest and templates with the imported resources alone."""
    artifacts = {}
    for stack, imported in stacks:
        if not imported.matches:
            continue
        template = import_template(stack.template, imported.matches.keys())
        for logical_id, match in imported.matches.items():
            if match.properties is not None:
                template["Resources"][logical_id]["Properties"] = dict(match.properties)
        file = PurePosixPath(stack.file).name
        yield file, _json(template)
        properties = {**stack.artifact["properties"], "templateFile": file}
        # The CLI would look for the template of the whole stack under this address.
        properties.pop("stackTemplateAssetObjectUrl", None)
        artifacts[stack.name] = {
            name: part
            for name, part in {**stack.artifact, "properties": properties}.items()
            if name not in ("dependencies", "metadata", "additionalMetadataFile")
        }
    if artifacts:
        yield MANIFEST, _json({"version": manifest.get("version"), "artifacts": artifacts})


def _beside(capture: Capture) -> Iterator[str]:
    """Name the budgets: AWS::Budgets::Budget isn't on AWS's list of types that can be imported.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html,
    as of April 22, 2026 (https://github.com/udondan/cfn-teleport/blob/main/src/supported_resource_types.rs).
    """
    for budget in (capture.budgets and capture.budgets.budgets) or ():
        if not budget.name.startswith("guardrails-"):
            yield (
                f"The budget {budget.name} can't be imported, and tells its subscribers as before; where the"
                " file has it, delete it after everybody has confirmed the new subscription"
            )


def _json(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"
