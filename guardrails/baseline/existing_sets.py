"""Sentences about permission sets of others: their content by the file that knows them, and its day."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.foreign import Foreign
from guardrails.baseline.foreign_center import ForeignAssignment, ForeignSet
from guardrails.baseline.model import Baseline

_PARTS = {
    "session": "how long its sessions last",
    "managed": "its policies of AWS",
    "customer_managed": "its own policies",
    "inline": "its inline policy",
    "boundary": "its boundary",
}


def set_of_others(baseline: Baseline, name: str) -> ForeignSet | None:
    """Return a permission set of others by its name; None where the file knows none."""
    center = baseline.foreign_center
    return center.sets.get(name) if center is not None else None


def source_of(foreign: Foreign) -> str:
    """Name the file with its day."""
    return f"{foreign.file} of {foreign.read.on}"


def content_sentence(baseline: Baseline, name: str) -> str:
    """Say what a permission set of others allows, and of which day that is; empty for one of the file."""
    entry, foreign = set_of_others(baseline, name), baseline.foreign
    if entry is None or foreign is None or not _existing(baseline, name):
        return ""
    sentence = f"by {source_of(foreign)} it has {', '.join(_content(entry)) or 'no policy'}"
    if entry.unknown:
        sentence += f", and nobody knows {unknown_parts(entry)}"
    return sentence


def unknown_parts(entry: ForeignSet) -> str:
    """Name the parts of a permission set that nobody knows."""
    return " and ".join(_PARTS[part] for part in entry.unknown)


def assignments_of_others(baseline: Baseline) -> tuple[ForeignAssignment, ...] | None:
    """Return the groups' assignments that others made; None where nobody knows them."""
    center = baseline.foreign_center
    return center.assignments if center is not None else None


def group_name(baseline: Baseline, group_id: str) -> str:
    """Return how the file calls a group of an id, else its display name, else the id."""
    section = baseline.access
    for name, group in (section.groups if section is not None else {}).items():
        if group.id == group_id:
            return name
    center = baseline.foreign_center
    return center.group_names.get(group_id, group_id) if center is not None else group_id


def _existing(baseline: Baseline, name: str) -> bool:
    """Return whether a name means the permission set of others: the file declares none of that name."""
    declared = baseline.access.permission_sets.get(name) if baseline.access is not None else None
    return declared is None or declared.existing


def _content(entry: ForeignSet) -> Iterator[str]:
    content = entry.content
    yield from content.managed if "managed" not in entry.unknown else ()
    yield from (f"the own policy {path}" for path in content.customer_managed)
    if content.inline is not None:
        yield "an inline policy"
    if content.boundary is not None:
        yield f"the boundary {content.boundary.managed or content.boundary.customer_managed}"
