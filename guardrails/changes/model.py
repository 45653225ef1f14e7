"""An entry of the comparison of two baselines, and the two baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from guardrails.baseline import Baseline
from guardrails.errors import Location


class SafetyDirection(StrEnum):
    """The effect of a change on the organization's safety."""

    WIDENED = "widened"
    """More access, less recording or fewer people told; or nobody can say that it isn't so."""
    NARROWED = "narrowed"
    """Less access, more recording or more people told."""
    NEUTRAL = "neutral"
    """None of it, such as another description."""


@dataclass(frozen=True)
class Entry:
    """One fact that changes."""

    direction: SafetyDirection
    field: str
    """The field of the file, such as access.assignments[1]."""
    sentence: str
    location: Location
    """Where the field stands: in the second file or, where that lacks it, in the first."""
    accounts: tuple[str, ...] = ()
    """The paths of the accounts that it is about; none where it is about no account."""


class AlarmSummary(NamedTuple):
    """An alarm as it comes out of a baseline."""

    severity: str
    threshold: int


@dataclass(frozen=True)
class SectionChanges:
    """The changes beside the policies."""

    entries: tuple[Entry, ...] = ()
    """The entries, with those that widen first."""
    uncompared: tuple[str, ...] = ()
    """The sections that differ and that nothing compares."""
    undeclared: tuple[str, ...] = ()
    """Other ways to access that stand in no file, so that nothing compares them."""
    unknown: str = ""
    """Why it isn't known whether anything beside the policies differs; empty where it is known."""
    center: bool = False
    """Whether Identity Center was compared although a side has no baseline."""
    notes: tuple[str, ...] = ()
    """The parts of Identity Center that a side doesn't know, a sentence each without its full stop."""
    refused: bool = False
    """Whether that is so because this code refuses the file of a revision."""
    pair: BaselinePair | None = None
    """The baselines that were compared; None where a side has none."""

    def directions(self) -> frozenset[SafetyDirection]:
        """Return in which directions anything changes."""
        return frozenset(entry.direction for entry in self.entries)


_NO_ALARMS: Mapping[str, AlarmSummary] = MappingProxyType({})


@dataclass(frozen=True)
class BaselinePair:
    """The two baselines of a comparison."""

    before: Baseline
    after: Baseline
    names: tuple[str, str] = ("", "")
    """The names of their files in entries that name a line; empty: as they were loaded."""
    alarms: tuple[Mapping[str, AlarmSummary], Mapping[str, AlarmSummary]] = field(
        default=(_NO_ALARMS, _NO_ALARMS)
    )
    """The alarms of each baseline, by id."""

    def new(
        self, direction: SafetyDirection, path: tuple[str | int, ...], sentence: str, ids: Iterable[str] = ()
    ) -> Entry:
        """Make an entry about a part of both or of the second file; accounts by their ids."""
        written = _written(self.after, path) or not _written(self.before, path)
        return self._entry(int(written), direction, path, sentence, ids)

    def old(
        self, direction: SafetyDirection, path: tuple[str | int, ...], sentence: str, ids: Iterable[str] = ()
    ) -> Entry:
        """Make an entry about a part that only the first file has; accounts by their ids."""
        return self._entry(0, direction, path, sentence, ids)

    def _entry(
        self,
        side: int,
        direction: SafetyDirection,
        path: tuple[str | int, ...],
        sentence: str,
        ids: Iterable[str],
    ) -> Entry:
        baseline = (self.before, self.after)[side]
        location = baseline.locate(*path)
        if self.names[side]:
            location = replace(location, file=self.names[side])
        return Entry(direction, baseline.name(*path), sentence, location, self.accounts(ids))

    def accounts(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the paths of accounts, in the order of the trees."""
        account_ids = set(ids)
        return tuple(path for id_, path in self._paths.items() if id_ in account_ids)

    @cached_property
    def _paths(self) -> dict[str, str]:
        trees = (self.after.tree, self.before.tree)
        paths: dict[str, str] = {}
        for tree in trees:
            for account in (tree.management_account, *tree.accounts):
                paths.setdefault(account.id, account.path)
        return paths


def _written(baseline: Baseline, path: tuple[str | int, ...]) -> bool:
    """Return whether a baseline's file has a part by itself, rather than only what is around it."""
    return baseline.locate(*path) != baseline.locate(*path[:-1])


def covered(baseline: Baseline, paths: Iterable[str]) -> set[str]:
    """Return the ids of the accounts at or below some paths."""
    return {account.id for path in paths for account in baseline.tree.accounts_under(path)}


def covered_open(baseline: Baseline, paths: Iterable[str]) -> set[str]:
    """Return the ids of the accounts at or below some paths, but for the closed ones."""
    return {account.id for path in paths for account in baseline.tree.open_accounts_under(path)}
