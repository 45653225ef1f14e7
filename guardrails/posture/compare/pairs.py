"""Pair the accounts of two postures, and group the pairs that the same policies bind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guardrails.organization import Account, Organization, OrganizationalUnit, Root
from guardrails.policy.sides import Seat
from guardrails.posture.binding import Bindings
from guardrails.posture.compile import full_access
from guardrails.posture.model import Policy, Posture

NEW_ACCOUNT = "(a new account)"
_NO_ACCOUNT = "000000000000"
"""The id of accounts that are yet to be created; no policy names it."""


@dataclass(frozen=True)
class Bound:
    """What binds an account in one posture."""

    seat: Seat
    levels: tuple[tuple[Policy, ...], ...]


@dataclass(frozen=True)
class Pair:
    """Accounts that are bound alike before and alike after, though maybe otherwise."""

    accounts: tuple[Account, ...]
    """As they stand in the second posture; those that are yet to be created are among them."""
    before: Bound
    after: Bound


def with_new_accounts(posture: Posture) -> Posture:
    """Put an account to be created into the root and every unit.

    What a policy says of accounts to come is a part of its effect, and all of it in a unit without accounts.
    """
    root = _with_new(posture.organization.root)
    assert isinstance(root, Root)  # noqa: S101 - narrows the type
    organization = replace(posture.organization, root=root)
    attached = tuple(full_access(account) for account in organization.accounts if is_new(account))
    return Posture(organization, (*posture.policies, *attached))


def _with_new(unit: OrganizationalUnit) -> OrganizationalUnit:
    inside = NEW_ACCOUNT if isinstance(unit, Root) else f"{unit.path}/{NEW_ACCOUNT}"
    new = Account(f"new-in-{unit.id}", inside)
    units = tuple(_with_new(below) for below in unit.units)
    return replace(unit, units=units, accounts=(*unit.accounts, new))


def is_new(account: Account) -> bool:
    """Tell whether an account is one that is yet to be created."""
    return account.path.endswith(NEW_ACCOUNT)


def pairs(before: Posture, after: Posture) -> Iterator[Pair]:
    """Group the accounts that are in both postures and may be bound otherwise in the second."""
    numbers: dict[object, int] = {}
    old, new = Bindings(before, numbers), Bindings(after, numbers)
    there = by_id(before.organization)
    grouped: dict[object, list[tuple[Account, Account]]] = {}
    for account in after.organization.accounts:
        was = there.get(account.id)
        if was is None:
            continue
        key = (old.key(was), new.key(account))
        if key[0] != key[1]:
            grouped.setdefault(key, []).append((was, account))
    for alike in grouped.values():
        was, account = alike[0]
        yield Pair(
            tuple(one for _, one in alike),
            Bound(_seat(old, was), before.inherited(was.path)),
            Bound(_seat(new, account), after.inherited(account.path)),
        )


def _seat(bindings: Bindings, account: Account) -> Seat:
    seat = bindings.seat(account)
    return replace(seat, account=_NO_ACCOUNT) if is_new(account) else seat


def by_id(organization: Organization) -> dict[str, Account]:
    """Return the member accounts by their ids, which a move or a new name leaves as they are."""
    return {account.id: account for account in organization.accounts}
