"""Who may sign in where, with what, for how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from guardrails.baseline import Baseline
from guardrails.baseline.elevated import assignment_path, elevation_of, window_of
from guardrails.baseline.existing_sets import (
    assignments_of_others,
    content_sentence,
    group_name,
    set_of_others,
    unknown_parts,
)
from guardrails.baseline.sections.access import Access, Boundary, PermissionSet
from guardrails.changes.fields import Meaning, by_table, more_widens, neutral, widened
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection, covered_open
from guardrails.changes.others_access import others_changes, others_compared, who_has_it_is_known
from guardrails.changes.policies import RolePolicies, policies, policy_changes
from guardrails.errors import counted
from guardrails.policy import Document

SECTION: dict[str, Meaning] = {
    "instance": Meaning(widened, "Other people may sign in: Identity Center is {new} instead of {old}"),
    "identity_store": Meaning(
        widened, "Other people may sign in: the identity store is {new} instead of {old}"
    ),
    "stacks": Meaning(neutral, "The assignments are spread over {new} stacks instead of {old}"),
}
PERMISSION_SET: dict[str, Meaning] = {
    "session_hours": Meaning(more_widens, "A session lasts {new} hours instead of {old}"),
    "description": Meaning(neutral, "The description is {new} instead of {old}"),
    "relay_state": Meaning(neutral, "A session starts at {new} instead of {old}", "the console's start page"),
    "tags": Meaning(neutral, "The tags are {new} instead of {old}"),
}


class _Grant(NamedTuple):
    """The permission set that a group gets, wherever that is."""

    group: str
    permission_set: str


def access_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the section `access`."""
    old, new = pair.before.access, pair.after.access
    if old is not None and new is not None:
        yield from by_table(pair, ("access",), old, new, SECTION)
        yield from _region(pair)
        yield from _groups(pair, old, new)
        yield from _attributes(pair, old, new)
        yield from _sets(pair, old, new)
    elif new is not None:
        yield pair.new(SafetyDirection.NEUTRAL, ("access",), "The section access is added")
    elif old is not None:
        yield pair.old(SafetyDirection.NEUTRAL, ("access",), "The section access is removed")
    yield from _assignments(pair)
    yield from others_changes(pair)


def _region(pair: BaselinePair) -> Iterator[Entry]:
    was, becomes = pair.before.access_region, pair.after.access_region
    if was != becomes:
        sentence = f"Permission sets, groups that are made here, and assignments are made anew in {becomes};"
        sentence += f" those in {was} stay until somebody deletes their stacks"
        yield pair.new(SafetyDirection.NEUTRAL, ("access", "region"), sentence)


Path: TypeAlias = tuple[str | int, ...]
_OTHERS: Path = ("organization", "foreign")


def assigned(baseline: Baseline, *, others: bool = False) -> dict[_Grant, dict[str, Path]]:
    """Return, of each group and permission set, the ids of the accounts and what assigns them.

    Args:
        baseline: the baseline.
        others: whether assignments that others made count as well.
    """
    grants: dict[_Grant, dict[str, Path]] = {}
    section = baseline.granted_access
    for index, assignment in enumerate(section.assignments if section else ()):
        accounts = grants.setdefault(_Grant(assignment.group, assignment.permission_set), {})
        for id_ in sorted(covered_open(baseline, assignment.at)):
            accounts.setdefault(id_, assignment_path(baseline, index))
    known = baseline.tree.by_id
    for entry in (assignments_of_others(baseline) or ()) if others else ():
        if entry.account in known and known[entry.account].path not in baseline.tree.closed:
            grant = _Grant(group_name(baseline, entry.group), entry.permission_set)
            grants.setdefault(grant, {}).setdefault(entry.account, _OTHERS)
    return grants


def _assignments(pair: BaselinePair) -> Iterator[Entry]:
    others = others_compared(pair)
    before, after = (assigned(baseline, others=others) for baseline in (pair.before, pair.after))
    for grant in dict.fromkeys((*before, *after)):
        old, new = before.get(grant, {}), after.get(grant, {})
        gained, lost = new.keys() - old.keys(), old.keys() - new.keys()
        if gained:
            path = min(new[id_] for id_ in gained)
            yield pair.new(SafetyDirection.WIDENED, path, _gain(pair.after, grant, path), gained)
        if lost:
            sentence = f"{grant.group} can no longer sign in with {grant.permission_set}"
            if new:  # an account moved, or the assignment names fewer places
                yield pair.new(SafetyDirection.NARROWED, min(new.values()), sentence, lost)
            else:
                path = min(old[id_] for id_ in lost)
                yield pair.old(SafetyDirection.NARROWED, path, sentence, lost)


def _gain(baseline: Baseline, grant: _Grant, path: Path) -> str:
    if (elevation := elevation_of(baseline, grant.permission_set)) is not None:
        sentence = f"{grant.group} may use {elevation.permission_set} {window_of(elevation)}"
        sentence += f", when AWS ends it; approved by {elevation.approved_by}"
        return f"{sentence}, because: {elevation.reason}"
    sentence = f"{grant.group} may sign in with {grant.permission_set}"
    declared = baseline.access.permission_sets.get(grant.permission_set) if baseline.access else None
    entry = set_of_others(baseline, grant.permission_set)
    section = declared or (entry.content if entry is not None else None)
    if section is not None and (entry is None or "session" not in entry.unknown):
        sentence += f" for {counted(section.session_hours, 'hour')}"
    sentence += ", which others assigned" if path == _OTHERS else ""
    content = content_sentence(baseline, grant.permission_set)
    if not content and section is None:
        content = "nobody knows what it allows"
    return f"{sentence}; {content}" if content else sentence


def _groups(pair: BaselinePair, old: Access, new: Access) -> Iterator[Entry]:
    grants = assigned(pair.after)
    for name in dict.fromkeys((*old.groups, *new.groups)):
        path = ("access", "groups", name)
        if name not in new.groups:
            yield pair.old(SafetyDirection.NEUTRAL, path, f"The group {name} is removed")
            continue
        if name not in old.groups:
            yield pair.new(SafetyDirection.NEUTRAL, path, f"The group {name} is added")
            continue
        was, becomes = old.groups[name], new.groups[name]
        if was.id != becomes.id:
            ids = {id_ for grant, accounts in grants.items() if grant.group == name for id_ in accounts}
            local_group = "one that is made here"
            sentence = (
                f"{name} is another group, {becomes.id or local_group} instead of {was.id or local_group}"
            )
            sentence += ": its members may do what the members of the old one could"
            yield pair.new(SafetyDirection.WIDENED, (*path, "id"), sentence, ids)
        if was.description != becomes.description:
            yield pair.new(SafetyDirection.NEUTRAL, (*path, "description"), f"{name} has another description")


def _attributes(pair: BaselinePair, old: Access, new: Access) -> Iterator[Entry]:
    for name in dict.fromkeys((*old.attributes, *new.attributes)):
        was, becomes = old.attributes.get(name), new.attributes.get(name)
        if was == becomes:
            continue
        sentence = f"Policies that test aws:PrincipalTag/{name} get {becomes or 'nothing'} instead of"
        sentence += f" {was or 'nothing'}; what that opens isn't compared, so it counts as widened"
        side = pair.old if becomes is None else pair.new
        yield side(SafetyDirection.WIDENED, ("access", "attributes", name), sentence)


def _sets(pair: BaselinePair, old: Access, new: Access) -> Iterator[Entry]:
    others = others_compared(pair)
    before, after = (assigned(baseline, others=others) for baseline in (pair.before, pair.after))
    for name in dict.fromkeys((*old.permission_sets, *new.permission_sets)):
        path = ("access", "permission_sets", name)
        if name not in new.permission_sets:
            yield pair.old(SafetyDirection.NEUTRAL, path, f"The permission set {name} is removed")
        elif name not in old.permission_sets:
            yield pair.new(SafetyDirection.NEUTRAL, path, f"The permission set {name} is added")
        else:
            ids = {
                id_
                for grant, accounts in after.items()
                if grant.permission_set == name
                for id_ in accounts.keys() & before.get(grant, {}).keys()
            }
            yield from _content(pair, name, old.permission_sets[name], new.permission_sets[name], ids)


def _content(
    pair: BaselinePair, name: str, old: PermissionSet, new: PermissionSet, ids: set[str]
) -> Iterator[Entry]:
    path = ("access", "permission_sets", name)
    holders = ", ".join(
        sorted({grant.group for grant in assigned(pair.after, others=True) if grant.permission_set == name})
    )
    nobody = (
        "which nobody has" if who_has_it_is_known(pair.after, name) else "of which nobody knows who has it"
    )
    subject = f"The permission set {name}" + (f" of {holders}" if holders else f", {nobody},")
    unheld = not holders and who_has_it_is_known(pair.after, name)
    yield from _ownership(pair, path, name, (old, new))
    for direction, predicate in (
        *policy_changes(set_policies(pair.before, old), set_policies(pair.after, new)),
        *boundary_changes(old.boundary, new.boundary),
    ):
        judged = SafetyDirection.NEUTRAL if unheld else direction
        yield pair.new(judged, path, f"{subject} {predicate}", ids)
    for entry in by_table(pair, path, old, new, PERMISSION_SET, ids=ids):
        judged = SafetyDirection.NEUTRAL if unheld else entry.direction
        yield Entry(judged, entry.field, f"{subject}: {entry.sentence}", entry.location, entry.accounts)


def _ownership(
    pair: BaselinePair, path: Path, name: str, sections: tuple[PermissionSet, PermissionSet]
) -> Iterator[Entry]:
    was, becomes = (section.existing for section in sections)
    if was != becomes:
        sentence = f"The permission set {name} belongs to others, and the stack's own one is deleted"
        if was:
            sentence = f"The permission set {name} is made by the stack, and no longer that of others"
        yield pair.new(SafetyDirection.NEUTRAL, path, sentence)
    entries = [
        set_of_others(baseline, name) if section.existing else None
        for baseline, section in zip((pair.before, pair.after), sections, strict=True)
    ]
    before, after = entries
    if after is not None and after.unknown and (before is None or before != after):
        sentence = f"Nobody knows whether {name} allows more: unknown is {unknown_parts(after)}"
        yield pair.new(SafetyDirection.WIDENED, path, sentence)


def set_policies(baseline: Baseline, section: PermissionSet) -> RolePolicies:
    """Return the policies of a permission set with what they allow."""
    inline: tuple[str, Document] | None = None
    if section.inline is not None:
        inline = (section.inline, baseline.policy_files[section.inline].document)
    return policies(section.managed, section.customer_managed, inline)


def boundary_changes(old: Boundary | None, new: Boundary | None) -> Iterator[tuple[SafetyDirection, str]]:
    """Say in words after the set's name what another boundary changes."""
    if old == new:
        return
    if new is None:
        yield SafetyDirection.WIDENED, "has no permissions boundary any more"
    elif old is None:
        yield SafetyDirection.NARROWED, f"gets the permissions boundary {new.managed or new.customer_managed}"
    else:
        before, after = (_boundary(section) for section in (old, new))
        for direction, predicate in policy_changes(before, after):
            yield direction, f"has another permissions boundary, which {predicate}"


def _boundary(section: Boundary) -> RolePolicies:
    return policies(filter(None, (section.managed,)), filter(None, (section.customer_managed,)))
