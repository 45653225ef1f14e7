"""Group accounts that the same policies bind and for which the baseline says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.policy.name_set import NameSet
from guardrails.policy.space.parties import OrgPath
from guardrails.posture.binding import Bindings
from guardrails.posture.model import Policy, Posture
from guardrails.posture.prove.lists import lists_to_come, wanted_lists
from guardrails.posture.prove.scope import is_proven
from guardrails.posture.to_come import id_of, is_new, org_path_of, unit_of, with_new_accounts

Bound: TypeAlias = tuple[frozenset[tuple[tuple[str, int], ...]], str, str]
"""The documents of each level, the account's id where a policy names it, and its place where that counts."""


@dataclass(frozen=True)
class World:
    """Accounts that are all alike to the guardrails."""

    accounts: tuple[Account, ...]
    """Those that exist, then those that are yet to be created."""
    org_path: OrgPath
    """Where the first of them stands, which stands for all."""
    levels: tuple[tuple[Policy, ...], ...]
    """The policies from the root down to the account."""
    guardrails: tuple[int, ...]
    """The guardrails of the baseline that cover the accounts, by index."""
    lists: Mapping[str, NameSet]
    """The regions and services that the baseline denies them."""
    bound: Bound
    """The policies that bind them, in a form that can be compared."""

    @property
    def account(self) -> Account:
        """The one that stands for all."""
        return self.accounts[0]

    @property
    def existing(self) -> int:
        """How many of the accounts exist."""
        return sum(not is_new(account) for account in self.accounts)

    @property
    def units_to_come(self) -> tuple[str, ...]:
        """The paths of the units whose new accounts are among the accounts."""
        return tuple(unit_of(account) for account in self.accounts if is_new(account))

    def bound_by(self, policy_type: str) -> object:
        """Return what the accounts share with others that the same policies of a type bind."""
        levels, account_id, place = self.bound
        of_type = frozenset(tuple(entry for entry in level if entry[0] == policy_type) for level in levels)
        return (policy_type, of_type, account_id, place)

    def of_type(self, policy_type: str) -> tuple[tuple[Policy, ...], ...]:
        """Return the policies of one type, level by level."""
        return tuple(tuple(policy for policy in level if policy.type == policy_type) for level in self.levels)


def worlds(baseline: Baseline, posture: Posture) -> tuple[World, ...]:
    """Group the member accounts and a new account of each unit; the work of the proof grows with the groups.

    An account whose id a policy spells out is a world of its own.
    """
    posture = with_new_accounts(posture)
    bindings = Bindings(posture)
    intents = _Expected(baseline)
    grouped: dict[object, list[Account]] = {}
    proven = (
        account
        for account in posture.organization.accounts
        if is_proven(baseline, posture.organization, account)
    )
    for account in sorted(proven, key=is_new):
        key = (_bound(bindings, account), intents.guardrails(account), *intents.lists(account).values())
        grouped.setdefault(key, []).append(account)
    return tuple(
        World(
            tuple(replace(account, id=id_of(account)) for account in accounts),
            org_path_of(bindings.org_path(accounts[0]), accounts[0]),
            posture.inherited(accounts[0].path),
            intents.guardrails(accounts[0]),
            intents.lists(accounts[0]),
            _bound(bindings, accounts[0]),
        )
        for accounts in grouped.values()
    )


def _bound(bindings: Bindings, account: Account) -> Bound:
    """Return what binds an account; two levels with the same policies bind as one of them does."""
    lineage, account_id, place = bindings.key(account)
    return frozenset(lineage), account_id, place


class _Expected:
    """The guardrails and lists of an account, or of a new account of a unit, as the baseline has them.

    Args:
        baseline: the baseline.
    """

    def __init__(self, baseline: Baseline) -> None:
        self._covering = _covering(baseline)
        self._lists = wanted_lists(baseline)
        self._to_come = {kind: lists_to_come(baseline.tree, denied) for kind, denied in self._lists.items()}

    def guardrails(self, account: Account) -> tuple[int, ...]:
        """Return the guardrails that cover the account, by index."""
        return self._covering[unit_of(account) if is_new(account) else account.path]

    def lists(self, account: Account) -> dict[str, NameSet]:
        """Return the regions and the services that the account is denied."""
        by_kind = self._to_come if is_new(account) else self._lists
        path = unit_of(account) if is_new(account) else account.path
        return {kind: denied[path] for kind, denied in by_kind.items()}


def _covering(baseline: Baseline) -> dict[str, tuple[int, ...]]:
    """Return which guardrails stand at or above every path."""
    standing: dict[str, list[int]] = {}
    for index, guardrail in enumerate(baseline.guardrails):
        for path in guardrail.at:
            standing.setdefault(path, []).append(index)
    covering: dict[str, tuple[int, ...]] = {}
    tree = baseline.tree
    for node in tree.nodes:
        above = covering[tree.parents[node.path]] if node.path in tree.parents else ()
        attached = standing.get(node.path)
        covering[node.path] = tuple(sorted({*above, *attached})) if attached else above
    return covering
