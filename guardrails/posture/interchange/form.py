"""A posture as JSON: the form in which other tools read and write it, documented in docs/posture.md."""

from __future__ import annotations

from guardrails.management_policies import ManagementPolicy
from guardrails.organization import Account, Node, Root
from guardrails.organization.form import (
    FOREIGN,
    MANAGEMENT,
    ManagementForm,
    NodeForm,
    OrganizationForm,
    PolicyForm,
    PostureForm,
    ReadForm,
)
from guardrails.posture.model import Policy, Posture


def to_form(posture: Posture) -> PostureForm:
    """Render a posture in its documented form."""
    organization = posture.organization
    management = organization.management_account
    return PostureForm(
        read=posture.read and ReadForm(on=posture.read.on, by=posture.read.by),
        organization=OrganizationForm(
            id=organization.id,
            home_region=organization.home_region,
            center_region=organization.center_region,
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
        family=FOREIGN if policy.foreign else MANAGEMENT,
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
