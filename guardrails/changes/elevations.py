"""Elevations that both baselines have: their windows, their rights, and who approved them."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.elevated import window_of
from guardrails.baseline.sections.elevations import Elevation
from guardrails.changes.access import PERMISSION_SET, boundary_changes, set_policies
from guardrails.changes.fields import by_table
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection
from guardrails.changes.policies import policy_changes

_SESSION = {"session_hours": PERMISSION_SET["session_hours"]}


def elevation_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the elevations that both have; the section `access` tells who gains and who loses one."""
    old, new = pair.before.access, pair.after.access
    if old is None or new is None:
        return
    was, becomes = old.longest_elevation_hours, new.longest_elevation_hours
    if was != becomes:
        direction = SafetyDirection.WIDENED if becomes > was else SafetyDirection.NARROWED
        sentence = f"An elevation may last {becomes} hours instead of {was}"
        yield pair.new(direction, ("access", "longest_elevation_hours"), sentence)
    for name in old.elevations.keys() & new.elevations.keys():
        before, after = old.elevations[name], new.elevations[name]
        yield from _window(pair, name, before, after)
        yield from _rights(pair, name, before, after)
        yield from _approval(pair, name, before, after)


def _accounts(pair: BaselinePair, elevation: Elevation) -> set[str]:
    return {account.id for account in pair.after.tree.open_accounts_under(elevation.account)}


def _window(pair: BaselinePair, name: str, before: Elevation, after: Elevation) -> Iterator[Entry]:
    if window_of(before) == window_of(after):
        return
    longer = after.starts < before.starts or after.ends > before.ends
    direction = SafetyDirection.WIDENED if longer else SafetyDirection.NARROWED
    sentence = (
        f"The elevation {name} of {after.group} is open {window_of(after)} instead of {window_of(before)}"
    )
    yield pair.new(direction, ("access", "elevations", name), sentence, _accounts(pair, after))


def _rights(pair: BaselinePair, name: str, before: Elevation, after: Elevation) -> Iterator[Entry]:
    """Compare what is copied: without the window, which would hide that more is allowed inside it."""
    if pair.before.access is None or pair.after.access is None:
        return
    old = pair.before.access.permission_sets[before.permission_set]
    new = pair.after.access.permission_sets[after.permission_set]
    path, ids = ("access", "elevations", name), _accounts(pair, after)
    subject = f"The elevation {name} of {after.group}"
    for direction, predicate in (
        *policy_changes(set_policies(pair.before, old), set_policies(pair.after, new)),
        *boundary_changes(old.boundary, new.boundary),
    ):
        yield pair.new(direction, path, f"{subject} {predicate}", ids)
    for entry in by_table(pair, path, old, new, _SESSION, ids=ids):
        yield Entry(
            entry.direction, entry.field, f"{subject}: {entry.sentence}", entry.location, entry.accounts
        )


def _approval(pair: BaselinePair, name: str, before: Elevation, after: Elevation) -> Iterator[Entry]:
    for field, old, new in (
        ("reason", before.reason, after.reason),
        ("approved_by", before.approved_by, after.approved_by),
    ):
        if old != new:
            words = "is approved by" if field == "approved_by" else "has the reason"
            sentence = f"The elevation {name} of {after.group} {words} {new} instead of {old}"
            yield pair.new(SafetyDirection.NEUTRAL, ("access", "elevations", name, field), sentence)
