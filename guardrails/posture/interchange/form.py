"""A posture as JSON: the form in which other tools read and write it, documented in docs/posture.md."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from guardrails.management_policies import ManagementPolicy
from guardrails.organization import Account, Node, Root
from guardrails.posture.model import Policy, Posture

MANAGEMENT = "management"
"""The family of the policies that bind no request."""


class _FormPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PolicyForm(_FormPart):
    """A policy where it is attached."""

    type: str
    """The type as AWS Organizations names it, such as SERVICE_CONTROL_POLICY."""
    name: str
    family: str
    """Its subject: regions, services, protection, identity, data, perimeter, network, quarantine, own,
    shared; aws, of what AWS attaches; or management, of the types that bind no request."""
    aws_managed: bool
    """True for what AWS attaches by itself, such as FullAWSAccess."""
    description: str
    intents: tuple[str, ...]
    """IDs of the controls, or paths of the documents, that this policy implements."""
    document: dict[str, Any]
    """The policy document as AWS stores it."""


class NodeForm(_FormPart):
    """A node of the organization with the policies attached directly to it."""

    path: str
    """The address: Root, or the names from below the root, joined by slashes."""
    id: str
    kind: Literal["root", "unit", "account"]
    parent: str | None
    """The path of the node above; null for the root."""
    policies: tuple[PolicyForm, ...]


class ManagementForm(_FormPart):
    """The management account, which no policy binds."""

    path: str
    id: str


class OrganizationForm(_FormPart):
    """The organization."""

    id: str
    home_region: str
    management_account: ManagementForm


class PostureForm(_FormPart):
    """A posture: the organization, and every node from the root down, parents before children."""

    format: Literal["guardrails-posture/1"] = "guardrails-posture/1"
    organization: OrganizationForm
    scope: tuple[str, ...] = ()
    """The paths of the units and accounts that it is about; none where it is about the whole organization."""
    nodes: tuple[NodeForm, ...]


def to_form(posture: Posture) -> PostureForm:
    """Render a posture in its documented form."""
    organization = posture.organization
    management = organization.management_account
    return PostureForm(
        organization=OrganizationForm(
            id=organization.id,
            home_region=organization.home_region,
            management_account=ManagementForm(path=management.path, id=management.id),
        ),
        scope=posture.scope,
        nodes=tuple(_node(posture, node) for node in organization.nodes),
    )


def to_json(posture: Posture) -> str:
    """Render a posture as JSON text: the same posture gives the same bytes."""
    return to_form(posture).model_dump_json(indent=2) + "\n"


def _node(posture: Posture, node: Node) -> NodeForm:
    return NodeForm(
        path=node.path,
        id=node.id,
        kind="root" if isinstance(node, Root) else "account" if isinstance(node, Account) else "unit",
        parent=posture.organization.parents.get(node.path),
        policies=(
            *(_policy(policy) for policy in posture.by_target.get(node.path, ())),
            *(_management(policy) for policy in posture.management_by_target.get(node.path, ())),
        ),
    )


def _management(policy: ManagementPolicy) -> PolicyForm:
    return PolicyForm(
        type=policy.type,
        name=policy.name,
        family=MANAGEMENT,
        aws_managed=False,
        description=policy.description,
        intents=(policy.entry,) if policy.entry else (),
        document=policy.to_dict(),
    )


def _policy(policy: Policy) -> PolicyForm:
    return PolicyForm(
        type=policy.type,
        name=policy.name,
        family=policy.family,
        aws_managed=policy.aws_managed,
        description=policy.description,
        intents=policy.intents,
        document=policy.document.to_dict(),
    )
