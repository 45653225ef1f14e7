"""The mapping for `cdk import`: resources of templates that exist, so that they keep their identity."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from guardrails.adopt.vendors import vendor_of_policy
from guardrails.capture import Capture
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.errors import Finding, InputError, Location
from guardrails.posture.interchange.reading import decoded

Read: TypeAlias = Callable[[str], str]
Identifier: TypeAlias = Mapping[str, str]
POLICY = "AWS::Organizations::Policy"
PERMISSION_SET = "AWS::SSO::PermissionSet"
ASSIGNMENT = "AWS::SSO::Assignment"
ATTRIBUTES = "AWS::SSO::InstanceAccessControlAttributeConfiguration"
_SYNTH = "name the folder that `cdk synth` wrote for the adopted baseline"
_GET_ARN = "Fn::GetAtt"


@dataclass(frozen=True)
class AssemblyImport:
    """The stacks of an assembly, and the policies that none of them takes over."""

    stacks: tuple[StackImport, ...]
    left: tuple[str, ...]
    """The attached policies that stay beside the stacks, a sentence each, without those of others' tools."""


@dataclass(frozen=True)
class StackImport:
    """The resources of a stack that exist already, and those that don't."""

    stack: str
    mapping: Mapping[str, Identifier]
    """The identifier by logical id, as `cdk import --resource-mapping` reads it."""
    created: tuple[str, ...]
    """The logical ids of the resources that a deployment makes."""
    remains: tuple[str, ...]
    """The attachments that an imported policy has beside the one in the template, a sentence each."""


def assembly_import(capture: Capture, read: Read, folder: str) -> AssemblyImport:
    """Match the resources of an assembly with what was captured.

    Args:
        capture: What was read.
        read: Returns the text of a file in the assembly; raises OSError or ValueError.
        folder: How findings name the assembly.

    Raises:
        InputError: When the folder holds no assembly.
    """
    matching = _Matching(capture)
    stacks = tuple(
        matching.of(stack, _resources(read, template, folder)) for stack, template in _templates(read, folder)
    )
    return AssemblyImport(stacks, tuple(matching.left()))


def _templates(read: Read, folder: str) -> Iterator[tuple[str, str]]:
    manifest = decoded(_text(read, "manifest.json", folder), f"{folder}/manifest.json")
    artifacts = manifest.get("artifacts", {}) if isinstance(manifest, dict) else {}
    for name, artifact in sorted(artifacts.items()):
        if artifact.get("type") == "aws:cloudformation:stack":
            yield name, artifact["properties"]["templateFile"]


def _resources(read: Read, template: str, folder: str) -> Mapping[str, Any]:
    text = decoded(_text(read, template, folder), f"{folder}/{template}")
    resources: Mapping[str, Any] = text.get("Resources", {})
    return resources


def _text(read: Read, name: str, folder: str) -> str:
    try:
        return read(name)
    except (OSError, ValueError) as error:
        problem = f"{name} can't be read ({error}); this is no cloud assembly of a baseline"
        raise InputError([Finding(Location(folder), "", problem, _SYNTH)]) from None


class _Matching:
    """The captured resources by their distinguishing properties; each policy is given away once."""

    def __init__(self, capture: Capture) -> None:
        self._policies: dict[tuple[str, str, str], list[CapturedPolicy]] = {}
        for policy in capture.policies or ():
            if not policy.aws_managed and policy.content:
                for target in policy.targets or ():
                    key = (policy.type, target, _canonical(json.loads(policy.content)))
                    self._policies.setdefault(key, []).append(policy)
        self._taken: set[str] = set()
        instances = (capture.access and capture.access.instances) or ()
        self._sets = {
            (instance.arn, permission_set.name): permission_set.arn
            for instance in instances
            for permission_set in instance.permission_sets or ()
        }
        self._assigned = {
            (instance.arn, entry.permission_set, entry.account, entry.principal_type, entry.principal)
            for instance in instances
            for entry in instance.assignments or ()
        }
        self._attributed = {instance.arn for instance in instances if instance.attributes}
        self._arns: dict[str, str] = {}

    def of(self, stack: str, resources: Mapping[str, Any]) -> StackImport:
        """Match the resources of one stack; permission sets come before their assignments."""
        mapping: dict[str, Identifier] = {}
        remains: list[str] = []
        order = (POLICY, PERMISSION_SET, ASSIGNMENT, ATTRIBUTES)
        for kind in order:
            for logical_id, resource in resources.items():
                if resource.get("Type") == kind:
                    identifier = self._identifier(kind, logical_id, resource.get("Properties", {}), remains)
                    if identifier:
                        mapping[logical_id] = identifier
        created = tuple(logical_id for logical_id in resources if logical_id not in mapping)
        return StackImport(stack, dict(sorted(mapping.items())), created, tuple(remains))

    def left(self) -> Iterator[str]:
        """Name the attached policies that no stack imports, but for those that a tool manages."""
        attached = {policy.id: policy for policies in self._policies.values() for policy in policies}
        for policy_id, policy in attached.items():
            if policy_id not in self._taken and not vendor_of_policy(policy.name):
                yield (
                    f"{policy.name} ({policy_id}) is in no stack: where controls replace it, detach it after"
                    " the deployment"
                )

    def _identifier(
        self, kind: str, logical_id: str, properties: Mapping[str, Any], remains: list[str]
    ) -> Identifier:
        """Return the identifier of what exists; nothing where a deployment has to make it.

        Source: `primaryIdentifier` in the CloudFormation schemas of the four types, November 2026.
        """
        if kind == POLICY:
            return self._policy(properties, remains)
        instance = str(properties.get("InstanceArn"))
        if kind == ATTRIBUTES:
            return {"InstanceArn": instance} if instance in self._attributed else {}
        if kind == PERMISSION_SET:
            arn = self._sets.get((instance, properties.get("Name")))
            if arn is None:
                return {}
            self._arns[logical_id] = arn
            return {"InstanceArn": instance, "PermissionSetArn": arn}
        return self._assignment(instance, properties)

    def _policy(self, properties: Mapping[str, Any], remains: list[str]) -> Identifier:
        [target] = properties.get("TargetIds") or [""]
        key = (str(properties.get("Type")), target, _canonical(properties.get("Content")))
        free = [policy for policy in self._policies.get(key, ()) if policy.id not in self._taken]
        if not free:
            return {}
        policy = free[0]
        self._taken.add(policy.id)
        if others := [other for other in policy.targets or () if other != target]:
            remains.append(
                f"{policy.name} ({policy.id}) stays attached to {', '.join(others)} until you detach it there"
            )
        return {"Id": policy.id}

    def _assignment(self, instance: str, properties: Mapping[str, Any]) -> Identifier:
        reference = properties.get("PermissionSetArn")
        if isinstance(reference, dict):
            reference = self._arns.get((reference.get(_GET_ARN) or [""])[0], "")
        names = ("TargetId", "PrincipalType", "PrincipalId")
        account, kind, principal = (str(properties.get(name)) for name in names)
        if (instance, reference, account, kind, principal) not in self._assigned:
            return {}
        return {
            "InstanceArn": instance,
            "TargetId": account,
            "TargetType": "AWS_ACCOUNT",
            "PermissionSetArn": str(reference),
            "PrincipalType": kind,
            "PrincipalId": principal,
        }


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
