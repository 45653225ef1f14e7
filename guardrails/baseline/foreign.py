"""The policies of others: what a baseline doesn't manage and takes into account, read from a file once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from guardrails.baseline.foreign_center import ForeignCenter, center_of
from guardrails.baseline.foreign_form import form_of, lacking_full_access
from guardrails.baseline.policy_file import PolicyFile
from guardrails.errors import Location
from guardrails.management_policies import BY_API_NAME, ManagementPolicy
from guardrails.organization import Node, Organization, Provenance
from guardrails.organization.form import NodeForm, PolicyForm
from guardrails.policy import Document
from guardrails.policy.language.document import RCP, SCP, TYPES
from guardrails.policy.language.read import read_document


@dataclass(frozen=True)
class ForeignPolicy:
    """A service or resource control policy that others manage, and the one node that it is attached to."""

    name: str
    type: str
    target: str
    """The path of the node."""
    description: str
    document: Document
    location: Location
    """Where the file names it."""


@dataclass(frozen=True)
class ForeignNode:
    """A node as the file has it; names may have changed since, ids not."""

    path: str
    id: str
    parent: str
    """The id of the node above it; empty for the root."""
    location: Location


@dataclass(frozen=True)
class Foreign:
    """The policies of others in an organization, as somebody read them from AWS on a day."""

    file: str
    read: Provenance
    organization: str
    """The id of the organization that was read."""
    management_account: str
    """The id of its management account."""
    nodes: tuple[ForeignNode, ...]
    policies: tuple[ForeignPolicy, ...]
    """Service and resource control policies, at the nodes that the baseline knows."""
    management: tuple[ManagementPolicy, ...]
    """Policies of the other types, at the same nodes."""
    trails: Mapping[str, Location]
    """The organization trails of others, by their ARN."""
    narrowed: Mapping[str, Location]
    """By path, the nodes without FullAWSAccess: there, nothing is allowed that no other policy allows."""
    center: ForeignCenter | None = None
    """The part of Identity Center that others manage; None where the file says nothing of it."""

    def counted(self, path: str, policy_type: str) -> int:
        """Return how many policies of a type others attach to a node, those of AWS included."""
        by_aws = policy_type == RCP or (policy_type == SCP and path not in self.narrowed)
        return by_aws + len(self.names(path, policy_type))

    def names(self, path: str, policy_type: str) -> tuple[str, ...]:
        """Name the policies of a type that others attach to a node, but for those of AWS."""
        return tuple(self._names.get((path, policy_type), ()))

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], Sequence[str]]:
        names: dict[tuple[str, str], list[str]] = {}
        attached: tuple[ForeignPolicy | ManagementPolicy, ...] = (*self.policies, *self.management)
        for policy in attached:
            names.setdefault((policy.target, policy.type), []).append(policy.name)
        return names

    def lacking(self, tree: Organization) -> tuple[str, ...]:
        """List the nodes of a tree that the file lacks, by path: nobody knows what others attach to them."""
        known = {node.id for node in self.nodes}
        return tuple(node.path for node in tree.nodes if node.id not in known)

    def unknown(self, tree: Organization) -> tuple[ForeignNode, ...]:
        """List the nodes of the file that a tree lacks."""
        known = tree.by_id
        return tuple(node for node in self.nodes if node.id not in known)


def foreign_of(file: PolicyFile | None, tree: Organization) -> Foreign | None:
    """Return what a file says of the nodes of a tree; None without a file, or with a wrong one."""
    form = form_of(file.text, file.name)[0] if file is not None else None
    if file is None or form is None or form.read is None:
        return None
    ids = {node.path: node.id for node in form.nodes}
    known = {node.id: node for node in tree.nodes}
    lacking = lacking_full_access(form)
    policies: list[ForeignPolicy] = []
    management: list[ManagementPolicy] = []
    narrowed: dict[str, Location] = {}
    for index, node in enumerate(form.nodes):
        target = known.get(node.id)
        if target is None:
            continue
        if node.id in lacking:
            narrowed[target.path] = file.source.locate(("nodes", index))
        policies += _policies(file, index, node, target.path)
        management += _management(file, index, node, target)
    return Foreign(
        file.name,
        Provenance(form.read.on, form.read.by),
        form.organization.id,
        form.organization.management_account.id,
        tuple(
            ForeignNode(
                node.path, node.id, ids.get(node.parent or "", ""), file.source.locate(("nodes", index))
            )
            for index, node in enumerate(form.nodes)
        ),
        tuple(policies),
        tuple(management),
        {arn: file.source.locate(("trails", index)) for index, arn in enumerate(form.trails)},
        narrowed,
        center_of(form.identity_center, file.source),
    )


def _attached(file: PolicyFile, index: int, node: NodeForm) -> Iterator[tuple[PolicyForm, Location]]:
    for number, policy in enumerate(node.policies):
        if not policy.aws_managed:
            yield policy, file.source.locate(("nodes", index, "policies", number))


def _policies(file: PolicyFile, index: int, node: NodeForm, path: str) -> Iterator[ForeignPolicy]:
    for policy, location in _attached(file, index, node):
        if policy.type in TYPES:
            document = read_document(policy.document)
            yield ForeignPolicy(policy.name, policy.type, path, policy.description, document, location)


def _management(file: PolicyFile, index: int, form: NodeForm, node: Node) -> Iterator[ManagementPolicy]:
    for policy, location in _attached(file, index, form):
        if policy.type in BY_API_NAME:
            yield ManagementPolicy(
                key=f"foreign-{policy.type}-{policy.name}-{node.id}",
                name=policy.name,
                type=policy.type,
                target=node.path,
                description=policy.description,
                text=json.dumps(policy.document, ensure_ascii=False),
                entry=file.name,
                origin=location,
                foreign=True,
            )
