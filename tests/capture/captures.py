"""Captures for tests: an organization in few words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from guardrails.capture import Capture
from guardrails.capture.model import CaptureReader, RefusedRead
from guardrails.capture.sections.organization import CapturedAccount, CapturedOrganization, CapturedUnit
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.policy.language.document import RCP, SCP

MANAGEMENT, ROOT = "111111111111", "r-ab12"
FULL_ACCESS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
RCP_FULL_ACCESS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}


def denial(action: str) -> dict[str, Any]:
    """Return a document that denies an action to everybody."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}],
    }


def policy(name: str, document: Mapping[str, Any], *targets: str, kind: str = SCP) -> CapturedPolicy:
    """Return a policy of the organization's own."""
    return CapturedPolicy(
        id=f"p-{name.lower()}",
        name=name,
        type=kind,
        content=json.dumps(document),
        targets=tuple(sorted(targets)),
    )


def full_access(*targets: str, kind: str = SCP) -> CapturedPolicy:
    """Return AWS's own policy, attached to the targets."""
    name, document = ("FullAWSAccess", FULL_ACCESS) if kind == SCP else ("RCPFullAWSAccess", RCP_FULL_ACCESS)
    return policy(name, document, *targets, kind=kind).model_copy(
        update={"id": f"p-{name}", "aws_managed": True}
    )


def unit(identity: str, name: str, parent: str = ROOT) -> CapturedUnit:
    """Return an organizational unit."""
    return CapturedUnit(id=identity, name=name, parent=parent)


def account(identity: str, name: str, parent: str = ROOT, state: str = "ACTIVE") -> CapturedAccount:
    """Return an account."""
    return CapturedAccount(id=identity, name=name, state=state, parent=parent, tags={})


def captured(
    *nodes: CapturedUnit | CapturedAccount,
    policies: tuple[CapturedPolicy, ...] = (),
    types: tuple[str, ...] = (RCP, SCP),
    refused: tuple[RefusedRead, ...] = (),
    **fields: Any,
) -> Capture:
    """Return a capture whose nodes have AWS's full access where no policy says otherwise."""
    units = tuple(node for node in nodes if isinstance(node, CapturedUnit))
    accounts = tuple(node for node in nodes if isinstance(node, CapturedAccount))
    if all(node.id != MANAGEMENT for node in accounts):
        accounts = (account(MANAGEMENT, "management"), *accounts)
    everywhere = (ROOT, *(one.id for one in units), *(one.id for one in accounts))
    managed = tuple(
        full_access(*everywhere, kind=kind)
        for kind in types
        if kind in (RCP, SCP) and not any(one.aws_managed and one.type == kind for one in policies)
    )
    return Capture(
        product="0.1.0",
        taken="2026-11-29T09:30:00+00:00",
        read_by=CaptureReader(account=MANAGEMENT, arn=f"arn:aws:iam::{MANAGEMENT}:root"),
        home_region="eu-central-1",
        regions=("eu-central-1", "us-east-1"),
        refused=refused,
        organization=CapturedOrganization(
            id="o-exampleorg1",
            management_account=MANAGEMENT,
            features="ALL",
            root=ROOT,
            policy_types=types,
            units=units,
            accounts=accounts,
            trusted_services=(),
            delegations=(),
            resource_policy="",
        ),
        policies=(*managed, *policies),
        **fields,
    )
