"""The posture of a captured organization: which policies bind whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from guardrails.capture.model import Capture
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.capture.tree import known_tree, lacking, tree_of
from guardrails.errors import Finding, InputError, Location
from guardrails.management_policies import BY_API_NAME, ManagementPolicy
from guardrails.management_policies.check import misshapen
from guardrails.organization import Organization, Provenance
from guardrails.policy.language.document import TYPES
from guardrails.policy.language.read import read_document
from guardrails.posture.compile.full_access import full_access
from guardrails.posture.interchange.foreign import reader
from guardrails.posture.model import Policy, Posture

Chosen = Callable[[CapturedPolicy], bool]
OWN, AWS = "own", "aws"


def everything(_policy: CapturedPolicy) -> bool:
    """Choose every policy."""
    return True


def posture_of(capture: Capture, file: str, chosen: Chosen = everything) -> Posture:
    """Build the posture of a capture.

    Args:
        capture: What was read.
        file: How findings name it.
        chosen: Returns whether a policy takes part; policies that AWS manages always do.

    A policy of a type that is switched off binds nobody, although AWS may still list its attachments: it
    detaches them in the background.
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/disable-policy-type.html

    Raises:
        InputError: when the capture doesn't know the tree, a policy or where it is attached.
    """
    tree = tree_of(capture, file)
    enabled = known_tree(capture, file).policy_types
    findings: list[Finding] = []
    policies: list[Policy] = []
    management: list[ManagementPolicy] = []
    for index, policy in enumerate(_known_policies(capture, file)):
        if policy.type not in enabled or not (policy.aws_managed or chosen(policy)):
            continue
        try:
            if policy.type in TYPES:
                policies += _binding(policy, tree, file)
            elif policy.type in BY_API_NAME:
                management += _setting(policy, tree, file)
        except ValueError as error:
            findings.append(
                Finding(Location(file), f"policies[{index}].content", str(error), f"correct {policy.name}")
            )
    if findings:
        raise InputError(findings)
    policies += [
        full_access(node, policy_type)
        for policy_type in TYPES
        if policy_type not in enabled
        for node in tree.nodes
    ]
    order = {node.path: index for index, node in enumerate(tree.nodes)}
    return Posture(
        tree,
        tuple(sorted(policies, key=lambda policy: order[policy.target])),
        tuple(sorted(management, key=lambda policy: order[policy.target])),
        read=Provenance(datetime.fromisoformat(capture.taken).date(), reader(capture.read_by.arn)),
        notes=switched_off(capture),
    )


def switched_off(capture: Capture) -> tuple[str, ...]:
    """List the attached policies that bind nobody, since their type is switched off; a sentence a type."""
    enabled = capture.organization.policy_types if capture.organization else None
    by_type: dict[str, list[str]] = {}
    for policy in capture.policies or ():
        if enabled is not None and policy.type not in enabled and policy.targets and not policy.aws_managed:
            by_type.setdefault(policy.type, []).append(policy.name)
    return tuple(
        f"{policy_type} is switched off in AWS, so these attached policies aren't in force:"
        f" {', '.join(sorted(names))}"
        for policy_type, names in sorted(by_type.items())
    )


def _known_policies(capture: Capture, file: str) -> tuple[CapturedPolicy, ...]:
    policies = capture.policies
    if policies is None or any(policy.content is None or policy.targets is None for policy in policies):
        raise InputError([lacking(capture, file, "policies", "policies or their targets are unknown")])
    return policies


def _paths(policy: CapturedPolicy, tree: Organization) -> Iterator[tuple[str, str]]:
    """Give the id and path of every target; nothing binds the management account."""
    for target in policy.targets or ():
        node = tree.by_id.get(target)
        if node is None:
            raise ValueError(f"{policy.name} is attached to {target}, which the tree doesn't have")
        if node is not tree.management_account:
            yield target, node.path


def _binding(policy: CapturedPolicy, tree: Organization, file: str) -> list[Policy]:
    document = read_document(json.loads(policy.content or ""))
    return [
        Policy(
            key=f"{target}/{policy.id}",
            name=policy.name,
            type=policy.type,
            family=AWS if policy.aws_managed else OWN,
            target=path,
            description=policy.description,
            document=document,
            origins=(Location(file),),
            aws_managed=policy.aws_managed,
        )
        for target, path in _paths(policy, tree)
    ]


def _setting(policy: CapturedPolicy, tree: Organization, file: str) -> list[ManagementPolicy]:
    content = json.loads(policy.content or "")
    for fault in misshapen(content):
        raise ValueError(fault.problem)
    return [
        ManagementPolicy(
            key=f"{target}/{policy.id}",
            name=policy.name,
            type=policy.type,
            target=path,
            description=policy.description,
            text=json.dumps(content, ensure_ascii=False),
            origin=Location(file),
        )
        for target, path in _paths(policy, tree)
    ]
