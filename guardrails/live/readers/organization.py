"""Read the organization: its tree, its accounts, and what is enabled for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.sections.organization import (
    CapturedAccount,
    CapturedOrganization,
    CapturedUnit,
    Delegation,
)
from guardrails.live.aws import Aws
from guardrails.live.reading import Reader, Reading

ACTIONS = ("organizations:DescribeOrganization", "organizations:ListRoots")


@dataclass(frozen=True)
class LiveOrganization:
    """An organization as AWS names it.

    Attributes:
        enabled: The policy types that are on; AWS detaches every policy of a type that is switched off.
    """

    id: str
    management_account: str
    root: str
    enabled: frozenset[str]


def read_organization(aws: Aws) -> LiveOrganization:
    """Read the caller's organization.

    Raises:
        AwsError: The account is in none, or the call is refused.
    """
    organization = aws.call("organizations:DescribeOrganization")["Organization"]
    [root] = aws.pages("organizations:ListRoots", "Roots")
    enabled = {kind["Type"] for kind in root["PolicyTypes"] if kind["Status"] == "ENABLED"}
    return LiveOrganization(
        organization["Id"], organization["MasterAccountId"], root["Id"], frozenset(enabled)
    )


def _read(reading: Reading, _capture: Capture) -> dict[str, Any]:
    answer = reading.ask("organizations:DescribeOrganization")
    roots = reading.list("organizations:ListRoots", "Roots")
    organization = {} if answer is None else answer["Organization"]
    root = roots[0] if roots else None
    units = None if root is None else _units(reading, root["Id"])
    return {
        "organization": CapturedOrganization(
            id=organization.get("Id"),
            management_account=organization.get("MasterAccountId"),
            features=organization.get("FeatureSet"),
            root=None if root is None else root["Id"],
            policy_types=None if root is None else tuple(sorted(_enabled(root))),
            units=units,
            accounts=_accounts(reading, units),
            trusted_services=_trusted_services(reading),
            delegations=_delegations(reading),
            resource_policy=_resource_policy(reading),
        )
    }


def _enabled(root: dict[str, Any]) -> Iterator[str]:
    yield from (kind["Type"] for kind in root.get("PolicyTypes", ()) if kind["Status"] == "ENABLED")


def _units(reading: Reading, root: str) -> tuple[CapturedUnit, ...] | None:
    """Read the tree, a level at a time: an answer tells the names, which no path has."""
    units: list[CapturedUnit] = []
    parents: tuple[str, ...] = (root,)
    while parents:
        answers = reading.each(parents, lambda parent: _children(reading, parent))
        level: list[CapturedUnit] = []
        for children in answers:
            if children is None:
                return None
            level += children
        units += level
        parents = tuple(unit.id for unit in level)
    return tuple(units)


def _children(reading: Reading, parent: str) -> list[CapturedUnit] | None:
    operation = "organizations:ListOrganizationalUnitsForParent"
    children = reading.list(operation, "OrganizationalUnits", parent, ParentId=parent)
    if children is None:
        return None
    return [
        CapturedUnit(id=child["Id"], name=child["Name"], parent=parent, path=child.get("Path", ""))
        for child in children
    ]


def _accounts(reading: Reading, units: tuple[CapturedUnit, ...] | None) -> tuple[CapturedAccount, ...] | None:
    accounts = reading.list("organizations:ListAccounts", "Accounts")
    if accounts is None:
        return None
    parents = {account["Id"]: parent for account in accounts if (parent := _parent(account))}
    if len(parents) < len(accounts) and units is not None:
        nodes = dict.fromkeys(node for unit in units for node in (unit.parent, unit.id))
        parents |= _parents_by_unit(reading, tuple(nodes)) or {}
    tags = reading.each(accounts, lambda account: _tags(reading, account["Id"]))
    return tuple(
        CapturedAccount(
            id=account["Id"],
            name=account.get("Name", ""),
            state=account.get("State") or account.get("Status", ""),
            parent=parents.get(account["Id"]),
            path=next(iter(account.get("Paths", ())), ""),
            tags=own_tags,
        )
        for account, own_tags in zip(accounts, tags, strict=True)
    )


def _parent(account: dict[str, Any]) -> str:
    """Return the unit or root that is last in an account's path; empty where AWS gives no path.

    Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html, November 2026.
    """
    steps = [step for path in account.get("Paths", ()) for step in path.split("/")]
    return next((step for step in reversed(steps) if step.startswith(("r-", "ou-"))), "")


def _parents_by_unit(reading: Reading, parents: tuple[str, ...]) -> dict[str, str] | None:
    """Ask each unit for its accounts, as before AWS had paths (2026-03-31)."""
    operation = "organizations:ListAccountsForParent"
    answers = reading.each(
        parents, lambda parent: reading.list(operation, "Accounts", parent, ParentId=parent)
    )
    parent_of: dict[str, str] = {}
    for parent, accounts in zip(parents, answers, strict=True):
        if accounts is None:
            return None
        parent_of |= {account["Id"]: parent for account in accounts}
    return parent_of


def _tags(reading: Reading, resource: str) -> dict[str, str] | None:
    tags = reading.list("organizations:ListTagsForResource", "Tags", resource, ResourceId=resource)
    return None if tags is None else {tag["Key"]: tag["Value"] for tag in tags}


def _trusted_services(reading: Reading) -> tuple[str, ...] | None:
    operation = "organizations:ListAWSServiceAccessForOrganization"
    services = reading.list(operation, "EnabledServicePrincipals")
    return None if services is None else tuple(sorted(service["ServicePrincipal"] for service in services))


def _delegations(reading: Reading) -> tuple[Delegation, ...] | None:
    administrators = reading.list("organizations:ListDelegatedAdministrators", "DelegatedAdministrators")
    if administrators is None:
        return None
    accounts = sorted(administrator["Id"] for administrator in administrators)
    return tuple(reading.each(accounts, lambda account: _delegation(reading, account)))


def _delegation(reading: Reading, account: str) -> Delegation:
    operation = "organizations:ListDelegatedServicesForAccount"
    services = reading.list(operation, "DelegatedServices", account, AccountId=account)
    names = None if services is None else tuple(sorted(service["ServicePrincipal"] for service in services))
    return Delegation(account=account, services=names)


def _resource_policy(reading: Reading) -> str | None:
    absent = frozenset({"ResourcePolicyNotFoundException"})
    answer = reading.ask("organizations:DescribeResourcePolicy", absent=absent)
    return None if answer is None else str(answer.get("ResourcePolicy", {}).get("Content", ""))


READER = Reader(
    name="organization",
    operations={
        "organizations:DescribeOrganization": "which organization this is",
        "organizations:ListRoots": "the root, and which policy types are enabled",
        "organizations:ListOrganizationalUnitsForParent": "which units there are",
        "organizations:ListAccounts": "which accounts there are",
        "organizations:ListAccountsForParent": "in which unit an account is",
        "organizations:ListTagsForResource": "the tags of accounts",
        "organizations:ListAWSServiceAccessForOrganization": "which services have trusted access",
        "organizations:ListDelegatedAdministrators": "which accounts administer a service",
        "organizations:ListDelegatedServicesForAccount": "which services an account administers",
        "organizations:DescribeResourcePolicy": "the resource policy of the organization",
    },
    read=_read,
)
