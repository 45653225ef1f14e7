"""Pair the accounts of two postures, and group the pairs that the same policies bind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.organization import Account, Organization
from guardrails.policy.space.parties import OrgPath
from guardrails.posture.binding import Bindings
from guardrails.posture.model import Policy, Posture
from guardrails.posture.to_come import org_path_of


@dataclass(frozen=True)
class Bound:
    """The policies that bind an account in one posture."""

    org_path: OrgPath
    levels: tuple[tuple[Policy, ...], ...]


@dataclass(frozen=True)
class Pair:
    """Accounts that are bound alike before and alike after, though maybe otherwise."""

    accounts: tuple[Account, ...]
    """As they stand in the second posture; those that are yet to be created are among them."""
    before: Bound
    after: Bound


def pairs(before: Posture, after: Posture) -> Iterator[Pair]:
    """Group the accounts that are in both postures and may be bound otherwise in the second."""
    numbers: dict[object, int] = {}
    old, new = Bindings(before, numbers), Bindings(after, numbers)
    old_accounts = by_id(before.organization)
    grouped: dict[object, list[tuple[Account, Account]]] = {}
    for account in after.organization.accounts:
        was = old_accounts.get(account.id)
        if was is None:
            continue
        key = (old.key(was), new.key(account))
        if key[0] != key[1]:
            grouped.setdefault(key, []).append((was, account))
    for group in grouped.values():
        was, account = group[0]
        yield Pair(
            tuple(new_account for _, new_account in group),
            Bound(org_path_of(old.org_path(was), was), before.inherited(was.path)),
            Bound(org_path_of(new.org_path(account), account), after.inherited(account.path)),
        )


def by_id(organization: Organization) -> dict[str, Account]:
    """Return the member accounts by their ids, which a move or a new name leaves as they are."""
    return {account.id: account for account in organization.accounts}
