"""A side of a comparison of Identity Center: what was captured, or what a baseline declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from guardrails.baseline import Baseline
from guardrails.baseline.elevated import assignment_path
from guardrails.baseline.foreign_center import ForeignCenter
from guardrails.baseline.sections.access import Access, PermissionSet
from guardrails.changes.policies import RolePolicies, policies
from guardrails.errors import Location
from guardrails.organization import Organization
from guardrails.policy import Document

_INLINE = "an inline policy"


class Holding(NamedTuple):
    """A group, by its id or else by its name, and the permission set that it has."""

    group: str
    permission_set: str


@dataclass(frozen=True)
class SideSet:
    """A permission set as one side has it."""

    content: PermissionSet
    inline: tuple[str, Document] | None
    unknown: tuple[str, ...]

    @property
    def policies(self) -> RolePolicies:
        """Its policies, with what they allow."""
        return policies(self.content.managed, self.content.customer_managed, self.inline)


@dataclass(frozen=True)
class CenterSide:
    """One side: what was captured, or what a baseline declares beside what others have."""

    file: str
    tree: Organization
    center: ForeignCenter | None
    """Everything that was captured; of a baseline, what others have, and None where its file doesn't say."""
    baseline: Baseline | None = None
    absent: bool = False
    """Whether there is no Identity Center at all."""
    attributes: Mapping[str, str] | None = None
    """The attributes that policies may test; None where this side doesn't say."""

    @property
    def complete(self) -> bool:
        """Whether this side knows every permission set and every assignment."""
        return self.absent or (self.center is not None and self.center.assignments is not None)

    @property
    def _section(self) -> Access | None:
        return self.baseline.granted_access if self.baseline is not None else None

    def has(self, name: str) -> bool:
        """Return whether this side knows who has a permission set, or that it has none of that name."""
        if self.complete:
            return True
        section = self._section
        declared = section.permission_sets if section is not None else {}
        return name in declared and not declared[name].existing

    @cached_property
    def sets(self) -> Mapping[str, SideSet]:
        """The permission sets that this side knows, by name."""
        sets: dict[str, SideSet] = {}
        for name, entry in (self.center.sets if self.center is not None else {}).items():
            inline = None if entry.inline is None else (_INLINE, entry.inline.document)
            sets[name] = SideSet(entry.content, inline, entry.unknown)
        section = self._section
        for name, content in (section.permission_sets if section is not None else {}).items():
            if not content.existing and self.baseline is not None:
                file = self.baseline.policy_files.get(content.inline or "")
                sets[name] = SideSet(content, None if file is None else (_INLINE, file.document), ())
        return sets

    def holdings(self, group_ids: Mapping[str, str]) -> Mapping[Holding, Mapping[str, Location]]:
        """Return who has what in which accounts, each with the place that says so.

        Args:
            group_ids: The ids of groups by their names, for groups that a baseline names without an id.
        """
        held: dict[Holding, dict[str, Location]] = {}
        for entry in (self.center.assignments or ()) if self.center is not None else ():
            held.setdefault(Holding(entry.group, entry.permission_set), {})[entry.account] = Location(
                self.file
            )
        section = self._section
        for index, assignment in enumerate(section.assignments if section is not None else ()):
            if section is None or self.baseline is None:
                continue
            group = section.groups[assignment.group].id or group_ids.get(assignment.group, assignment.group)
            accounts = held.setdefault(Holding(group, assignment.permission_set), {})
            for path in assignment.at:
                for account in self.tree.open_accounts_under(path):
                    accounts[account.id] = self.baseline.locate(*assignment_path(self.baseline, index))
        return held

    @cached_property
    def group_names(self) -> Mapping[str, str]:
        """The names of groups by their ids."""
        names = dict(self.center.group_names) if self.center is not None else {}
        section = self._section
        for name, group in (section.groups if section is not None else {}).items():
            names.setdefault(group.id or name, name)
        return names

    @cached_property
    def users(self) -> Mapping[tuple[str, str], int]:
        """How many single users have a permission set in an account."""
        users = self.center.users if self.center is not None else ()
        return {(entry.permission_set, entry.account): entry.users for entry in users}


def baseline_side(baseline: Baseline, file: str) -> CenterSide:
    """Return what a baseline declares, beside what others have where it names a file that says so."""
    center = baseline.foreign_center
    section = baseline.access
    attributes = (section.attributes or None) if section is not None else None
    return CenterSide(file, baseline.tree, center, baseline, attributes=attributes)
