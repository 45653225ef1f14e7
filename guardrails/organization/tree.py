"""The nouns of AWS Organizations, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

ROOT_PATH = "Root"
"""How the root is addressed; organizational units and accounts are addressed from below it."""


@dataclass(frozen=True)
class Account:
    """A member account, or the management account: a leaf of the tree."""

    id: str
    path: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def children(self) -> tuple[Node, ...]:
        """Nothing stands below an account."""
        return ()


@dataclass(frozen=True)
class OrganizationalUnit:
    """An organizational unit with the units and accounts directly in it."""

    id: str
    path: str
    units: tuple[OrganizationalUnit, ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def children(self) -> tuple[Node, ...]:
        """The units, then the accounts, each in the order of the baseline."""
        return (*self.units, *self.accounts)


@dataclass(frozen=True)
class Root(OrganizationalUnit):
    """The organization's root: the one container that has no parent."""

    path: str = ROOT_PATH


Node: TypeAlias = OrganizationalUnit | Account


@dataclass(frozen=True)
class Organization:
    """An organization: its root with the member accounts, and the management account beside it.

    The management account is not part of the tree because no policy binds it:
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """

    id: str
    home_region: str
    management_account: Account
    root: Root
    center_region: str | None = None
    """The region of Identity Center, where it lives in another one than the stacks."""
    closed: frozenset[str] = frozenset()
    """The paths of the accounts that are closed: AWS suspends them for 90 days before they leave the tree."""

    @property
    def identity_center_region(self) -> str:
        """The region of Identity Center, whose name is in the paths of its roles."""
        return self.center_region or self.home_region

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node from the root down, parents before their children."""
        return tuple(_walk(self.root))

    @cached_property
    def by_path(self) -> dict[str, Node]:
        """Every node, and the management account, by path."""
        return {node.path: node for node in (*self.nodes, self.management_account)}

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Every node, and the management account, by id: a move or a new name leaves it as it is."""
        return {node.id: node for node in (*self.nodes, self.management_account)}

    @cached_property
    def parents(self) -> dict[str, str]:
        """The path of the parent, by path; the root and the management account have none."""
        return {child.path: node.path for node in self.nodes for child in node.children}

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every member account."""
        return tuple(node for node in self.nodes if isinstance(node, Account))

    def accounts_under(self, path: str) -> tuple[Account, ...]:
        """List the accounts at or below a path; the management account only when the path names it.

        Raises:
            KeyError: when nothing stands at the path.
        """
        node = self.by_path[path]
        return tuple(below for below in _walk(node) if isinstance(below, Account))

    def open_accounts_under(self, path: str) -> tuple[Account, ...]:
        """List the accounts at or below a path but for the closed ones; see `accounts_under`.

        Raises:
            KeyError: when nothing stands at the path.
        """
        return tuple(account for account in self.accounts_under(path) if account.path not in self.closed)

    def lineage(self, path: str) -> tuple[Node, ...]:
        """List the nodes from the root down to the one at the path, both included.

        Raises:
            KeyError: when nothing stands at the path.
        """
        line = [self.by_path[path]]
        while line[-1].path in self.parents:
            line.append(self.by_path[self.parents[line[-1].path]])
        return tuple(reversed(line))


def covers(upper: str, lower: str) -> bool:
    """Return whether the path `upper` is the path `lower`, or stands above it."""
    return upper in (ROOT_PATH, lower) or lower.startswith(f"{upper}/")


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)
