"""Hold the permission sets and groups of others against the file that says what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guardrails import aws_facts, marked
from guardrails.baseline.context import Context
from guardrails.baseline.existing_sets import source_of
from guardrails.baseline.foreign import Foreign
from guardrails.baseline.foreign_center import ForeignCenter
from guardrails.baseline.sections.access import Access
from guardrails.errors import Finding

_CAPTURE = "python -m guardrails capture --foreign"


@dataclass(frozen=True)
class _Kind:
    """The kind of a name: a permission set, or a group."""

    field: str
    title: str
    declared: Mapping[str, Any]

    def option(self, name: str) -> str:
        """Return the option that makes the command write it whether it has an assignment or not."""
        return f' --group "{name}"' if self.field == "groups" else ""


def existing(c: Context, access: Access) -> Iterator[Finding]:
    """Find names of others that nobody knows, names that others have already, and another instance."""
    typed = c.baseline.file.access or access
    kinds = (
        _Kind("permission_sets", "permission set", typed.permission_sets),
        _Kind("groups", "group", typed.groups),
    )
    foreign = c.baseline.foreign
    if foreign is None and c.written("organization", "foreign") is not None:
        return  # the file itself is wrong, which its own findings say
    center = c.baseline.foreign_center
    for kind in kinds:
        for name, section in kind.declared.items():
            path = ("access", kind.field, name)
            if section.existing:
                yield from _unknown(c, path, kind, foreign)
            elif foreign is not None and center is not None and getattr(section, "id", None) is None:
                yield from _taken(c, path, kind, foreign, center)
    if foreign is not None and center is not None:
        yield from _another(c, access, foreign, center, kinds)


def _unknown(c: Context, path: marked.Path, kind: _Kind, foreign: Foreign | None) -> Iterator[Finding]:
    name = str(path[-1])
    if foreign is None:
        problem = f"is a {kind.title} of others, and organization.foreign names no file that says which it is"
        remedy = f"write one with `{_CAPTURE} foreign.json{kind.option(name)}`, and name it there"
        yield c.at(path, problem, remedy)
        return
    command = f"`{_CAPTURE} {foreign.file}{kind.option(name)}`"
    if foreign.center is None:
        problem = f"is a {kind.title} of others, and {foreign.file} says nothing of Identity Center"
        yield c.at(path, problem, f"read it again: {command}")
        return
    names = foreign.center.sets if kind.field == "permission_sets" else foreign.center.groups
    if name not in names:
        near = aws_facts.nearest(name, names)
        problem = f'{source_of(foreign)} has no {kind.title} "{name}"'
        yield c.at(
            path, problem, (f'did you mean "{near}"? Or ' if near else "") + f"read it again: {command}"
        )


def _taken(
    c: Context, path: marked.Path, kind: _Kind, foreign: Foreign, center: ForeignCenter
) -> Iterator[Finding]:
    """AWS takes each name once."""
    name = str(path[-1])
    names = center.sets if kind.field == "permission_sets" else center.groups
    if name in names and c.written(*map(str, path[:-1])) is not None:
        problem = f"is a {kind.title} of others in {foreign.file}, and AWS refuses a second one of that name"
        remedy = f"write {name}: {{ existing: true }}, or choose another name"
        remedy += f"; where it is your own by now, read the file again: `{_CAPTURE} {foreign.file}`"
        yield c.at(path, problem, remedy)


def _another(
    c: Context, access: Access, foreign: Foreign, center: ForeignCenter, kinds: tuple[_Kind, ...]
) -> Iterator[Finding]:
    if not any(section.existing for kind in kinds for section in kind.declared.values()):
        return
    for field, ours, theirs in (
        ("instance", access.instance, center.instance),
        ("identity_store", access.identity_store, center.identity_store),
    ):
        if ours != theirs:
            problem = f"existing permission sets and groups are those of {theirs} in {foreign.file}"
            remedy = f"correct the one that is wrong, or read it again: `{_CAPTURE} {foreign.file}`"
            yield c.value_at(("access", field), problem, remedy)
