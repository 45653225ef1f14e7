"""The section `organization`: the tree as it is, what others attach to it, and its quotas."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails import aws_facts
from guardrails.baseline import types as t
from guardrails.baseline.bootstrap import DEFAULT_QUALIFIER
from guardrails.baseline.sections.common import PathText, Section
from guardrails.organization import Account, Organization, OrganizationalUnit, Root
from guardrails.policy.language.document import RCP, SCP

_SCP, _RCP = aws_facts.quota(SCP), aws_facts.quota(RCP)


class Unit(Section):
    """An organizational unit: its id, what is in it."""

    id: t.UnitId
    """The id of the organizational unit, such as ou-ex4m-security."""
    accounts: dict[t.NodeName, t.AccountId] = {}
    """The accounts directly in it, by name."""
    units: dict[t.NodeName, Unit] = {}
    """The organizational units directly in it, by name."""


class ManagementAccount(Section):
    """The account that owns the organization. No policy binds it."""

    name: t.NodeName = "management"
    """How the rest of the file addresses it."""
    id: t.AccountId


class ReservedSlots(Section):
    """How many policies others attach: AWS itself (FullAWSAccess), Control Tower, or whatever you have.

    Where `foreign` names more of them for a node, that number counts.
    """

    default: int = Field(default=1, ge=1, le=_SCP.max_attached_per_target)
    """At every node that `overrides` doesn't name; 1 is FullAWSAccess, which AWS attaches everywhere."""
    overrides: dict[PathText, Annotated[int, Field(ge=1, le=_SCP.max_attached_per_target)]] = {}
    """At single nodes, by path: not inherited, since AWS counts what is attached to a node directly."""
    rcp_default: int = Field(default=1, ge=1, le=_RCP.max_attached_per_target)
    """The same of resource control policies; 1 is RCPFullAWSAccess, which nobody can detach."""
    rcp_overrides: dict[PathText, Annotated[int, Field(ge=1, le=_RCP.max_attached_per_target)]] = {}
    """At single nodes, by path."""


class Quotas(Section):
    """Quotas of your organization, where they are lower than those of a new one."""

    scp_characters: int = Field(default=_SCP.max_characters, ge=1_024, le=_SCP.max_characters)
    """Of one service control policy: 10,240 since May 2026, 5,120 before."""
    scp_attached: int = Field(default=_SCP.max_attached_per_target, ge=2, le=_SCP.max_attached_per_target)
    """Service control policies on one root, unit or account: 10 since May 2026, 5 before."""
    rcp_characters: int = Field(default=_RCP.max_characters, ge=1_024, le=_RCP.max_characters)
    """Of one resource control policy."""
    rcp_attached: int = Field(default=_RCP.max_attached_per_target, ge=2, le=_RCP.max_attached_per_target)
    """Resource control policies on one root, unit or account, RCPFullAWSAccess included."""


class OrganizationSection(Section):
    """The organization as it is: this product reads the tree, it does not create it."""

    id: t.OrganizationId
    """The id of the organization, such as o-exampleorg1."""
    root: t.RootId
    """The id of the root, such as r-ex4m."""
    home_region: t.Region
    """Where every stack is deployed, unless `budgets.region` or `access.region` says another region."""
    management_account: ManagementAccount
    accounts: dict[t.NodeName, t.AccountId] = {}
    """Member accounts directly under the root, by name."""
    units: dict[t.NodeName, Unit] = {}
    """The organizational units under the root, by name."""
    reserved_slots: ReservedSlots = ReservedSlots()
    foreign: str | None = None
    """The path of a JSON posture with the policies that others manage, relative to this file, such as
    foreign.json; every answer takes them into account."""
    quotas: Quotas = Quotas()
    qualifier: t.Qualifier = DEFAULT_QUALIFIER
    """The qualifier that `cdk bootstrap` gets for the baseline alone: it is in the names of the roles."""

    @property
    def tree(self) -> Organization:
        """The organization as the tree that everything else works on."""
        return Organization(
            id=self.id,
            home_region=self.home_region,
            management_account=Account(self.management_account.id, self.management_account.name),
            root=Root(
                id=self.root,
                units=tuple(_unit(unit, name) for name, unit in self.units.items()),
                accounts=tuple(Account(account_id, name) for name, account_id in self.accounts.items()),
            ),
        )


def _unit(unit: Unit, path: str) -> OrganizationalUnit:
    return OrganizationalUnit(
        id=unit.id,
        path=path,
        units=tuple(_unit(below, f"{path}/{name}") for name, below in unit.units.items()),
        accounts=tuple(Account(account_id, f"{path}/{name}") for name, account_id in unit.accounts.items()),
    )
