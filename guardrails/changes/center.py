"""Identity Center in a comparison of which at least one side is an organization as it was captured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails.baseline.elevated import elevation_of, window_of
from guardrails.changes.access import boundary_changes
from guardrails.changes.center_side import CenterSide, Holding, SideSet
from guardrails.changes.model import Entry, SafetyDirection
from guardrails.changes.policies import policy_changes
from guardrails.errors import Location, counted
from guardrails.organization import Organization

_SHOWN = 5


@dataclass(frozen=True)
class CenterComparison:
    """The gains and losses through Identity Center."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    """The parts that a side doesn't know, a sentence each."""


def compare_center(before: CenterSide, after: CenterSide) -> CenterComparison:
    """Compare permission sets by effect, and assignments account by account."""
    comparison = _CenterPair(before, after)
    order = list(SafetyDirection)
    entries = sorted(
        (
            *comparison.contents(),
            *comparison.assignments(),
            *comparison.single_users(),
            *comparison.attributes(),
        ),
        key=lambda entry: order.index(entry.direction),
    )
    return CenterComparison(tuple(entries), tuple(comparison.notes()))


class _CenterPair:
    """The comparison of two sides."""

    def __init__(self, before: CenterSide, after: CenterSide) -> None:
        self.before, self.after = before, after
        self.group_ids = {
            name: group_id
            for side in (before, after)
            for group_id, name in side.group_names.items()
            if name != group_id  # a baseline names a group that it makes without an id
        }
        self.names = {**before.group_names, **after.group_names}
        self.paths = _accounts(after.tree)
        self.accounts = _accounts(before.tree).keys() & self.paths.keys()
        self.compared = frozenset(
            name for name in (*before.sets, *after.sets) if before.has(name) and after.has(name)
        )
        self.held = tuple(
            {
                holding: {account: place for account, place in accounts.items() if account in self.accounts}
                for holding, accounts in side.holdings(self.group_ids).items()
                if holding.permission_set in self.compared
            }
            for side in (before, after)
        )

    def contents(self) -> Iterator[Entry]:
        """Compare the permission sets that both sides have."""
        for name in sorted(self.before.sets.keys() & self.after.sets.keys()):
            old, new = self.before.sets[name], self.after.sets[name]
            holders = sorted(
                {
                    self._group(holding)
                    for held in self.held
                    for holding in held
                    if holding.permission_set == name
                }
            )
            subject = f"The permission set {name}" + (f" of {', '.join(holders)}" if holders else "")
            for direction, predicate in _changes(old, new):
                yield self._entry(direction, f"access.permission_sets.{name}", f"{subject} {predicate}")

    def assignments(self) -> Iterator[Entry]:
        """Compare who has what in which accounts."""
        old, new = self.held
        for holding in sorted({*old, *new}):
            before, after = old.get(holding, {}), new.get(holding, {})
            gained, lost = after.keys() - before.keys(), before.keys() - after.keys()
            subject, name = self._group(holding), holding.permission_set
            if gained:
                sentence = f"{subject} may sign in with {name}{_window(self.after, name)}"
                place = min((after[account] for account in gained), key=str)
                yield self._entry(SafetyDirection.WIDENED, "access.assignments", sentence, gained, place)
            if lost:
                sentence = f"{subject} can no longer sign in with {name}"
                yield self._entry(SafetyDirection.NARROWED, "access.assignments", sentence, lost)

    def single_users(self) -> Iterator[Entry]:
        """Compare how many single users have what; a baseline that knows nothing of others changes none."""
        if not (self.before.complete and self.after.complete):
            return
        for name, account in sorted({*self.before.users, *self.after.users}):
            old, new = (side.users.get((name, account), 0) for side in (self.before, self.after))
            if old == new or account not in self.accounts:
                continue
            direction = SafetyDirection.WIDENED if new > old else SafetyDirection.NARROWED
            sentence = f"{counted(new, 'single user')} may sign in with {name} instead of {old}"
            yield self._entry(direction, "access.assignments", sentence, (account,))

    def attributes(self) -> Iterator[Entry]:
        """Compare the attributes for access control; what another source opens isn't known."""
        old, new = self.before.attributes, self.after.attributes
        if old is None or new is None:
            return
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                sentence = (
                    f"Policies that test aws:PrincipalTag/{name} get {new.get(name, 'nothing')} instead"
                )
                sentence += f" of {old.get(name, 'nothing')}, which counts as widened"
                yield self._entry(SafetyDirection.WIDENED, f"access.attributes.{name}", sentence)

    def notes(self) -> Iterator[str]:
        """Say what isn't compared, since a side doesn't know it."""
        for side, other in ((self.before, self.after), (self.after, self.before)):
            if side.complete:
                continue
            left = sorted(other.sets.keys() - self.compared)
            amount = sum(
                len(accounts)
                for holding, accounts in other.holdings(self.group_ids).items()
                if holding.permission_set not in self.compared
            )
            if side.baseline is None:
                yield f"{side.file} doesn't know all permission sets and assignments of Identity Center"
            elif left or amount:
                named = ", ".join(left[:_SHOWN]) + (
                    f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
                )
                yield (
                    f"{side.file} doesn't say what others have in Identity Center (organization.foreign); not"
                    f" compared are {counted(len(left), 'permission set')} of {other.file} with"
                    f" {counted(amount, 'assignment')} of groups: {named}"
                )
        for side in (self.before, self.after):
            for name, entry in side.sets.items():
                if entry.unknown:
                    yield f"{side.file} doesn't know all that {name} allows: {_listed(entry.unknown)}"

    def _group(self, holding: Holding) -> str:
        return self.names.get(holding.group, holding.group)

    def _entry(
        self,
        direction: SafetyDirection,
        field: str,
        sentence: str,
        accounts: Iterable[str] = (),
        place: Location | None = None,
    ) -> Entry:
        ids = frozenset(accounts)
        paths = tuple(path for account, path in self.paths.items() if account in ids)
        return Entry(direction, field, sentence, place or Location(self.after.file), paths)


def _window(side: CenterSide, name: str) -> str:
    """Say when AWS ends it, where a permission set is that of an elevation."""
    elevation = elevation_of(side.baseline, name) if side.baseline is not None else None
    return "" if elevation is None else f" {window_of(elevation)}, when AWS ends it"


def _accounts(tree: Organization) -> dict[str, str]:
    """Return the paths of the accounts that aren't closed, by their ids."""
    accounts = (tree.management_account, *tree.accounts)
    return {account.id: account.path for account in accounts if account.path not in tree.closed}


def _changes(old: SideSet, new: SideSet) -> Iterator[tuple[SafetyDirection, str]]:
    if old.unknown != new.unknown:
        parts = _listed(tuple(dict.fromkeys((*old.unknown, *new.unknown))))
        yield SafetyDirection.WIDENED, f"can't be compared, which counts as widened: unknown is its {parts}"
        return
    yield from policy_changes(old.policies, new.policies)
    yield from boundary_changes(old.content.boundary, new.content.boundary)
    was, becomes = old.content.session_hours, new.content.session_hours
    if was != becomes:
        direction = SafetyDirection.WIDENED if becomes > was else SafetyDirection.NARROWED
        yield direction, f"has sessions of {counted(becomes, 'hour')} instead of {was}"


def _listed(parts: tuple[str, ...]) -> str:
    return ", ".join(part.replace("_", " ") for part in parts)
