"""Group accounts that the same policies bind and for which the baseline says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.policy.name_set import NameSet
from guardrails.policy.sides import Seat
from guardrails.posture.binding import Bindings
from guardrails.posture.model import Policy, Posture
from guardrails.posture.prove.lists import wanted_lists


@dataclass(frozen=True)
class World:
    """Accounts that are all alike to the guardrails."""

    accounts: tuple[Account, ...]
    seat: Seat
    """Where the first of them stands, which stands for all."""
    levels: tuple[tuple[Policy, ...], ...]
    """The policies from the root down to the account."""
    guardrails: tuple[int, ...]
    """The guardrails of the baseline that cover the accounts, by index."""
    lists: Mapping[str, NameSet]
    """The regions and services that the baseline denies them."""

    @property
    def account(self) -> Account:
        """The one that stands for all."""
        return self.accounts[0]

    def of_type(self, policy_type: str) -> tuple[tuple[Policy, ...], ...]:
        """Return the policies of one type, level by level."""
        return tuple(tuple(one for one in level if one.type == policy_type) for level in self.levels)


def worlds(baseline: Baseline, posture: Posture) -> tuple[World, ...]:
    """Group the member accounts; the work of the proof grows with these, not with the accounts.

    An account whose id a policy spells out is a world of its own.
    """
    bindings = Bindings(posture)
    covering = _covering(baseline)
    lists = wanted_lists(baseline)
    grouped: dict[object, list[Account]] = {}
    for account in posture.organization.accounts:
        key = (
            bindings.key(account),
            covering[account.path],
            *(denied[account.path] for denied in lists.values()),
        )
        grouped.setdefault(key, []).append(account)
    return tuple(
        World(
            tuple(accounts),
            bindings.seat(accounts[0]),
            posture.inherited(accounts[0].path),
            covering[accounts[0].path],
            {kind: denied[accounts[0].path] for kind, denied in lists.items()},
        )
        for accounts in grouped.values()
    )


def _covering(baseline: Baseline) -> dict[str, tuple[int, ...]]:
    """Return which guardrails stand at or above every path."""
    standing: dict[str, list[int]] = {}
    for index, guardrail in enumerate(baseline.guardrails):
        for path in guardrail.at:
            standing.setdefault(path, []).append(index)
    found: dict[str, tuple[int, ...]] = {}
    tree = baseline.tree
    for node in tree.nodes:
        above = found[tree.parents[node.path]] if node.path in tree.parents else ()
        here = standing.get(node.path)
        found[node.path] = tuple(sorted({*above, *here})) if here else above
    return found
