"""Read what accounts say of themselves: the accounts of the file that are active in AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from guardrails.capture.sections.accounts import CapturedDetails
from guardrails.organization import ROOT_PATH, Account, covers
from guardrails.preflight.check import Inspection, Unknown

Part = TypeVar("Part")
ENTRY = "sts:AssumeRole"
"""The IAM action without which nothing of a member is known."""
ACTIVE = "ACTIVE"
_NAMED = 5
"""As many accounts are named where a check doesn't know something of more."""


def active_accounts(inspection: Inspection) -> Iterator[Account]:
    """Give the management account and the members of the file, but for those that AWS has as not active.

    Where the capture doesn't know the states, the file's list of closed accounts counts.
    """
    tree, captured = inspection.baseline.tree, inspection.organization.accounts
    states = {account.id: account.state for account in captured or ()}
    for account in (tree.management_account, *tree.accounts):
        active = account.path not in tree.closed if captured is None else states.get(account.id) == ACTIVE
        if active:
            yield account


def inside(
    inspection: Inspection,
    part: Callable[[CapturedDetails], Part | None],
    *actions: str,
    at: tuple[str, ...] = (ROOT_PATH,),
) -> tuple[list[tuple[Account, Part]], list[Unknown]]:
    """Read a part of every active account.

    Args:
        inspection: The capture and the file.
        part: Returns the part; None where the capture doesn't know it.
        actions: The IAM actions that tell the part.
        at: The paths of the nodes whose accounts matter; the management account always does.

    Returns:
        The parts that are known, and what to say of the accounts where they aren't.
    """
    details = {account.id: account for account in inspection.capture.accounts or ()}
    known: list[tuple[Account, Part]] = []
    outside: list[str] = []
    closed: list[str] = []
    refused: list[str] = []
    management = inspection.baseline.tree.management_account
    shut = _shut(inspection)
    for account in active_accounts(inspection):
        if account != management and not any(covers(path, account.path) for path in at):
            continue
        captured = details.get(account.id)
        value = None if captured is None else part(captured)
        if value is not None:
            known.append((account, value))
        elif account.id in shut:
            closed.append(account.path)
        else:
            (outside if captured is None else refused).append(account.path)
    unknown = [inspection.unknown(named(refused), *actions)] if refused else []
    if closed:
        role = inspection.capture.read_by.member_role
        unknown.append(
            Unknown(named(closed), (ENTRY,), f"let the caller assume {role} there, and capture again")
        )
    if outside:
        remedy = "capture again with --member-role and a role that these accounts have"
        unknown.append(Unknown(named(outside), (ENTRY,), remedy))
    return known, unknown


def _shut(inspection: Inspection) -> frozenset[str]:
    """Return the ids of the accounts whose role the caller could not assume."""
    return frozenset(
        account
        for call in inspection.capture.refused
        if (call.reader, call.action) == ("accounts", ENTRY)
        for account in call.about
    )


def named(paths: list[str]) -> str:
    """Name some accounts: all of a few, the first of many."""
    first = ", ".join(paths[:_NAMED])
    more = len(paths) - _NAMED
    return f"{first} and {more} more accounts" if more > 0 else first
