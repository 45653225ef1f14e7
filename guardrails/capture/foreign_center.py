"""The part of Identity Center that others manage, as the file of `organization.foreign` has it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator

from guardrails.capture.model import Capture
from guardrails.capture.sections.access import CapturedAssignment, CapturedInstance, CapturedPermissionSet
from guardrails.organization.center_form import (
    CenterForm,
    ForeignAssignmentForm,
    ForeignGroupForm,
    ForeignSetForm,
    ForeignUsersForm,
    UnknownPart,
)
from guardrails.policy.language.read import read_document

GROUP = "GROUP"


def instance_of(capture: Capture) -> CapturedInstance | None:
    """Return the organization's own instance of Identity Center; None where there is or is known none."""
    management = capture.organization.management_account if capture.organization else None
    instances = (capture.access and capture.access.instances) or ()
    return next((instance for instance in instances if instance.owner in ("", management)), None)


def foreign_center(
    instance: CapturedInstance | None,
    foreign_set: Callable[[str], bool],
    foreign_assignment: Callable[[CapturedAssignment], bool],
    named_groups: Collection[str] = (),
) -> CenterForm | None:
    """Return what others manage of an instance, without users and without addresses.

    Args:
        instance: The instance; nothing is said where it is None or its permission sets are unknown.
        foreign_set: Returns whether others manage the permission set of an ARN.
        foreign_assignment: Returns whether others made an assignment.
        named_groups: Names of further groups to list; those with an assignment are listed in any case.
    """
    if instance is None or instance.permission_sets is None:
        return None
    sets = [entry for entry in instance.permission_sets if foreign_set(entry.arn) and entry.name is not None]
    names = {entry.arn: entry.name or entry.arn for entry in instance.permission_sets}
    assigned = {entry.principal for entry in instance.assignments or () if entry.principal_type == GROUP}
    others = [entry for entry in instance.assignments or () if foreign_assignment(entry)]
    return CenterForm(
        instance=instance.arn,
        identity_store=instance.identity_store,
        permission_sets=tuple(sorted(map(_set, sets), key=lambda entry: entry.name)),
        groups=tuple(
            ForeignGroupForm(name=group.name, id=group.id)
            for group in sorted(instance.groups or (), key=lambda group: (group.name, group.id))
            if "@" not in group.name and (group.id in assigned or group.name in named_groups)
        ),
        assignments=None if instance.assignments is None else tuple(_assignments(others, names)),
        users=tuple(_users(others, names)),
    )


def _set(captured: CapturedPermissionSet) -> ForeignSetForm:
    inline = _document(captured.inline)
    parts: dict[UnknownPart, bool] = {
        "session": captured.session is None,
        "managed": captured.managed is None,
        "customer_managed": captured.customer_managed is None,
        "inline": captured.inline is None or (bool(captured.inline) and inline is None),
        "boundary": captured.boundary is None,
    }
    return ForeignSetForm(
        name=captured.name or "",
        arn=captured.arn,
        session=captured.session or "PT1H",
        managed=tuple(sorted(captured.managed or ())),
        customer_managed=tuple(sorted(captured.customer_managed or ())),
        inline=inline,
        boundary=captured.boundary or "",
        unknown=tuple(part for part, is_unknown in parts.items() if is_unknown),
    )


def _document(text: str | None) -> dict[str, object] | None:
    """Return an inline policy; None where there is none, or one that this version can't read."""
    if not text:
        return None
    try:
        content: dict[str, object] = json.loads(text)
        read_document(content)
    except ValueError:
        return None
    return content


def _assignments(others: list[CapturedAssignment], names: dict[str, str]) -> Iterator[ForeignAssignmentForm]:
    accounts: dict[tuple[str, str], set[str]] = {}
    for entry in others:
        if entry.principal_type == GROUP:
            key = names.get(entry.permission_set, entry.permission_set), entry.principal
            accounts.setdefault(key, set()).add(entry.account)
    for (name, group), assigned_accounts in sorted(accounts.items()):
        yield ForeignAssignmentForm(
            permission_set=name, group=group, accounts=tuple(sorted(assigned_accounts))
        )


def _users(others: list[CapturedAssignment], names: dict[str, str]) -> Iterator[ForeignUsersForm]:
    numbers = Counter(
        (names.get(entry.permission_set, entry.permission_set), entry.account)
        for entry in others
        if entry.principal_type != GROUP
    )
    for (name, account), number in sorted(numbers.items()):
        yield ForeignUsersForm(permission_set=name, account=account, users=number)
