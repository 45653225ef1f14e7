"""The part of Identity Center that others manage, read from the file of `organization.foreign`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guardrails import marked
from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.sections.access import Access, Boundary, PermissionSet
from guardrails.errors import Location
from guardrails.organization.center_form import CenterForm, ForeignSetForm, UnknownPart
from guardrails.policy.language.read import read_document

_PATH: marked.Path = ("identity_center",)
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
_OF_AWS = re.compile(r"arn:[a-z-]+:iam::aws:policy/(.+)")


@dataclass(frozen=True)
class ForeignSet:
    """A permission set of others."""

    name: str
    arn: str
    content: PermissionSet
    """Its policies, as a permission set of the file would say them; a begun hour counts whole."""
    inline: PolicyFile | None
    form: ForeignSetForm
    """The same as AWS says it."""
    location: Location

    @property
    def unknown(self) -> tuple[UnknownPart, ...]:
        """The parts that nobody knows, such as inline."""
        return self.form.unknown


@dataclass(frozen=True)
class ForeignGroup:
    """A group of the identity store."""

    name: str
    id: str
    location: Location


@dataclass(frozen=True)
class ForeignAssignment:
    """A group's assignment in an account that others made."""

    permission_set: str
    """The name of the permission set."""
    group: str
    """The id of the group."""
    account: str
    """The id of the account."""


@dataclass(frozen=True)
class ForeignUsers:
    """How many single users may use a permission set in an account."""

    permission_set: str
    account: str
    users: int


@dataclass(frozen=True)
class ForeignCenter:
    """The permission sets, groups and assignments of others, as somebody read them from AWS on a day."""

    instance: str
    identity_store: str
    location: Location
    sets: Mapping[str, ForeignSet]
    """By name."""
    groups: Mapping[str, ForeignGroup]
    """By name."""
    assignments: tuple[ForeignAssignment, ...] | None
    """The assignments of groups; None where nobody knows them."""
    users: tuple[ForeignUsers, ...]

    @cached_property
    def group_names(self) -> Mapping[str, str]:
        """The names of the groups by their ids."""
        return {group.id: group.name for group in self.groups.values()}

    @cached_property
    def inline_files(self) -> Mapping[str, PolicyFile]:
        """The inline policies as files, by the names under which the permission sets name them."""
        return {entry.inline.name: entry.inline for entry in self.sets.values() if entry.inline is not None}


def center_of(form: CenterForm | None, source: marked.SourceMap) -> ForeignCenter | None:
    """Return the part of Identity Center in a file with the policies of others; None where it has none."""
    if form is None:
        return None
    assignments = None
    if form.assignments is not None:
        assignments = tuple(
            ForeignAssignment(entry.permission_set, entry.group, account)
            for entry in form.assignments
            for account in entry.accounts
        )
    return ForeignCenter(
        form.instance,
        form.identity_store,
        source.locate(_PATH),
        {entry.name: _set(entry, source, index) for index, entry in enumerate(form.permission_sets)},
        {
            group.name: ForeignGroup(group.name, group.id, source.locate((*_PATH, "groups", index)))
            for index, group in enumerate(form.groups)
        },
        assignments,
        tuple(ForeignUsers(entry.permission_set, entry.account, entry.users) for entry in form.users),
    )


def with_existing(access: Access | None, center: ForeignCenter | None) -> Access | None:
    """Return the section with the content of existing permission sets, and the ids of existing groups."""
    if access is None or center is None:
        return access
    sets = {
        name: center.sets[name].content
        for name, section in access.permission_sets.items()
        if section.existing and name in center.sets
    }
    groups = {
        name: group.model_copy(update={"id": center.groups[name].id})
        for name, group in access.groups.items()
        if group.existing and name in center.groups
    }
    if not sets and not groups:
        return access
    update: dict[str, Any] = {
        "permission_sets": {**access.permission_sets, **sets},
        "groups": {**access.groups, **groups},
    }
    return access.model_copy(update=update)


def center_faults(form: CenterForm) -> Iterator[tuple[marked.Path, str]]:
    """Find what contradicts itself: names or ids that occur twice, and documents that are no policies."""
    for kind, keys in (
        ("permission_sets", ("name", "arn")),
        ("groups", ("name", "id")),
    ):
        entries: tuple[Any, ...] = getattr(form, kind)
        for key in keys:
            values = [getattr(entry, key) for entry in entries]
            for index, value in enumerate(values):
                if value in values[:index]:
                    yield (*_PATH, kind, index, key), f'"{value}" stands there twice'
    for index, entry in enumerate(form.permission_sets):
        try:
            read_document(entry.inline or {"Statement": []})
        except ValueError as error:
            yield (*_PATH, "permission_sets", index, "inline"), str(error)


def _set(form: ForeignSetForm, source: marked.SourceMap, index: int) -> ForeignSet:
    inline = None
    if form.inline is not None:
        inline = PolicyFile(f"{source.file} (inline policy of {form.name})", json.dumps(form.inline))
    content = PermissionSet.model_construct(
        existing=True,
        managed=tuple(map(_managed, form.managed)),
        customer_managed=tuple(path.lstrip("/") for path in form.customer_managed),
        inline=None if inline is None else inline.name,
        boundary=_boundary(form.boundary),
        session_hours=_hours(form.session),
    )
    location = source.locate((*_PATH, "permission_sets", index))
    return ForeignSet(form.name, form.arn, content, inline, form, location)


def _managed(arn: str) -> str:
    match = _OF_AWS.fullmatch(arn)
    return match[1] if match else arn


def _boundary(text: str) -> Boundary | None:
    if not text:
        return None
    if _OF_AWS.fullmatch(text):
        return Boundary.model_construct(managed=_managed(text))
    return Boundary.model_construct(customer_managed=text.lstrip("/"))


def _hours(session: str) -> int:
    match = _DURATION.fullmatch(session)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (1, 0, 0)
    return -(-(hours * 3600 + minutes * 60 + seconds) // 3600)
