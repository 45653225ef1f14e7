"""The tree of a capture, with a path for each unit and account."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from guardrails.capture.model import Capture
from guardrails.capture.sections.organization import CapturedAccount, CapturedUnit
from guardrails.errors import Finding, InputError, Location
from guardrails.organization import ROOT_PATH, Account, Organization, OrganizationalUnit, Root

CLOSED_STATES = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED"})
"""The states of an account that nobody can use.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
"""
CapturedNode: TypeAlias = CapturedUnit | CapturedAccount


@dataclass(frozen=True)
class KnownTree:
    """The part of a captured organization that a tree is made of, all of it known."""

    id: str
    management_account: str
    root: str
    policy_types: tuple[str, ...]
    units: tuple[CapturedUnit, ...]
    accounts: tuple[CapturedAccount, ...]


def known_tree(capture: Capture, file: str) -> KnownTree:
    """Return what a capture knows of the tree.

    Raises:
        InputError: when AWS refused a part of it; the finding names the missing actions.
    """
    section = capture.organization
    if (
        section is None
        or section.id is None
        or section.management_account is None
        or section.root is None
        or section.policy_types is None
        or section.units is None
        or section.accounts is None
        or any(account.parent is None for account in section.accounts)
    ):
        raise InputError([lacking(capture, file, "organization", "a part of the tree is unknown")])
    return KnownTree(
        section.id,
        section.management_account,
        section.root,
        section.policy_types,
        section.units,
        section.accounts,
    )


def lacking(capture: Capture, file: str, reader: str, problem: str) -> Finding:
    """Build the finding that a capture doesn't know enough, with the actions that it lacked."""
    actions = dict.fromkeys(call.action for call in capture.refused if call.reader == reader)
    remedy = f"allow {', '.join(actions)}" if actions else "read it with the management account's credentials"
    return Finding(Location(file), reader, problem, f"{remedy}, and capture again")


def tree_of(capture: Capture, file: str) -> Organization:
    """Build the tree; names that a path can't hold, or that two siblings have, are made distinct.

    Raises:
        InputError: when the capture doesn't know the tree.
    """
    organization = known_tree(capture, file)
    nodes = _Nodes(organization)
    management = next(
        account for account in organization.accounts if account.id == organization.management_account
    )
    root = Root(organization.root, units=nodes.units_in(organization.root, ""), accounts=nodes.top_accounts())
    return Organization(
        id=organization.id,
        home_region=capture.home_region,
        management_account=Account(management.id, nodes.names[management.id]),
        root=root,
    )


@dataclass
class _Nodes:
    """The units and accounts of a captured organization, by parent, with distinct names."""

    organization: KnownTree
    by_parent: Mapping[str, list[CapturedNode]] = field(init=False)
    names: Mapping[str, str] = field(init=False)
    """By id."""

    def __post_init__(self) -> None:
        grouped: dict[str, list[CapturedNode]] = defaultdict(list)
        nodes: tuple[CapturedNode, ...] = (*self.organization.units, *self.organization.accounts)
        for node in nodes:
            grouped[self._parent(node)].append(node)
        self.by_parent = grouped
        self.names = {
            identity: name for siblings in grouped.values() for identity, name in _distinct(siblings).items()
        }

    def _parent(self, node: CapturedNode) -> str:
        """Return the parent; the management account counts as one beside the top units."""
        top = node.id == self.organization.management_account or node.parent is None
        return self.organization.root if top else str(node.parent)

    def top_accounts(self) -> tuple[Account, ...]:
        return self.accounts_in(self.organization.root, "")

    def units_in(self, parent: str, path: str) -> tuple[OrganizationalUnit, ...]:
        return tuple(
            OrganizationalUnit(
                unit.id,
                path + self.names[unit.id],
                units=self.units_in(unit.id, f"{path}{self.names[unit.id]}/"),
                accounts=self.accounts_in(unit.id, f"{path}{self.names[unit.id]}/"),
            )
            for unit in self.by_parent.get(parent, ())
            if isinstance(unit, CapturedUnit)
        )

    def accounts_in(self, parent: str, path: str) -> tuple[Account, ...]:
        return tuple(
            Account(account.id, path + self.names[account.id])
            for account in self.by_parent.get(parent, ())
            if isinstance(account, CapturedAccount) and account.id != self.organization.management_account
        )


def _distinct(siblings: Iterable[CapturedNode]) -> dict[str, str]:
    """Give each sibling a name by which a path can tell it from the others.

    AWS lets two accounts have one name, and a name have a slash.
    """
    plain = {node.id: " ".join(node.name.replace("/", "-").split()) or node.id for node in siblings}
    counts = Counter(plain.values())
    return {
        identity: f"{name} ({identity})" if counts[name] > 1 or name.lower() == ROOT_PATH.lower() else name
        for identity, name in plain.items()
    }
