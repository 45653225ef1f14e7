"""Build captures of small organizations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guardrails.capture import Capture
from guardrails.capture.model import CaptureReader
from guardrails.capture.sections.access import CapturedAccess
from guardrails.capture.sections.alerts import CapturedAlerts
from guardrails.capture.sections.budgets import CapturedBudgets
from guardrails.capture.sections.organization import CapturedAccount, CapturedOrganization, CapturedUnit
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.capture.sections.trail import CapturedTrails
from guardrails.policy.language.document import RCP, SCP

ROOT, MANAGEMENT = "r-ex4m", "111111111111"
FULL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
RCP_FULL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
LEAVING = ("organizations:LeaveOrganization", "organizations:AcceptHandshake")


def denying(*actions: str, **more: Any) -> dict[str, Any]:
    """Write a document that denies actions."""
    statement = {"Effect": "Deny", "Action": list(actions), "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def exempting(*roles: str) -> Mapping[str, Any]:
    """Write the condition that exempts roles."""
    return {"ArnNotLike": {"aws:PrincipalArn": [f"arn:aws:iam::*:role/{role}" for role in roles]}}


def unit_id(name: str) -> str:
    """Make the id of a unit."""
    return f"ou-ex4m-{name.lower().replace(' ', ''):0<8.8}"


@dataclass
class Builder:
    """An organization with a management account; everything else is added."""

    types: tuple[str, ...] = (SCP,)
    management_parent: str = ROOT
    units: list[CapturedUnit] = field(default_factory=list)
    accounts: list[CapturedAccount] = field(default_factory=list)
    policies: list[CapturedPolicy] = field(default_factory=list)
    narrowed: set[str] = field(default_factory=set)
    """The ids of nodes without FullAWSAccess."""

    def unit(self, name: str, parent: str = ROOT, identity: str = "") -> str:
        """Add a unit and return its id."""
        unit = CapturedUnit(id=identity or unit_id(name), name=name, parent=parent)
        self.units.append(unit)
        return unit.id

    def account(self, number: int, name: str, parent: str = ROOT, state: str = "ACTIVE") -> str:
        """Add an account and return its id."""
        account = CapturedAccount(id=f"{number:012}", name=name, state=state, parent=parent)
        self.accounts.append(account)
        return account.id

    def policy(
        self, name: str, document: Mapping[str, Any], targets: Iterable[str] = (ROOT,), kind: str = SCP
    ) -> str:
        """Add a policy and return its id."""
        policy = CapturedPolicy(
            id=f"p-{len(self.policies):08}",
            name=name,
            type=kind,
            description="",
            content=json.dumps(document),
            targets=tuple(targets),
        )
        self.policies.append(policy)
        return policy.id

    def capture(self, **sections: Any) -> Capture:
        """Return the capture; what isn't given is known to be empty."""
        sections = {
            "trails": CapturedTrails(trails=()),
            "alerts": CapturedAlerts(alarms=()),
            "budgets": CapturedBudgets(budgets=(), monitors=()),
            "access": CapturedAccess(instances=(), entitlements=()),
            **sections,
        }
        management = CapturedAccount(
            id=MANAGEMENT, name="management", state="ACTIVE", parent=self.management_parent
        )
        nodes = [
            ROOT,
            *(unit.id for unit in self.units),
            *(account.id for account in self.accounts),
            MANAGEMENT,
        ]
        by_aws = [
            CapturedPolicy(
                id=f"p-{name}",
                name=name,
                type=kind,
                aws_managed=True,
                content=json.dumps(document),
                targets=tuple(node for node in nodes if kind == RCP or node not in self.narrowed),
            )
            for kind, name, document in (
                (SCP, "FullAWSAccess", FULL),
                (RCP, "RCPFullAWSAccess", RCP_FULL),
            )
            if kind in self.types
        ]
        return Capture(
            product="0.1.0",
            taken="2026-11-29T09:30:00+00:00",
            read_by=CaptureReader(account=MANAGEMENT, arn=f"arn:aws:iam::{MANAGEMENT}:user/reader"),
            home_region="eu-central-1",
            regions=("eu-central-1",),
            organization=CapturedOrganization(
                id="o-exampleorg1",
                management_account=MANAGEMENT,
                features="ALL",
                root=ROOT,
                policy_types=self.types,
                units=tuple(self.units),
                accounts=(management, *self.accounts),
            ),
            policies=(*self.policies, *by_aws),
            **sections,
        )


def three_accounts() -> Builder:
    """Return a new organization: three accounts, nothing else."""
    builder = Builder()
    builder.account(222222222222, "log-archive")
    builder.account(333333333333, "shop")
    return builder
