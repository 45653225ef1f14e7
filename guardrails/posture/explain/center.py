"""Notes about a role of Identity Center: of an elevation, or of a permission set that others own."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.identity_center import MARK
from guardrails.baseline.elevated import elevation_of, window_of
from guardrails.baseline.existing_sets import (
    assignments_of_others,
    content_sentence,
    group_name,
    set_of_others,
)
from guardrails.baseline.model import Baseline
from guardrails.errors import counted
from guardrails.organization import Account


def center_notes(baseline: Baseline, principal_arn: str, account: Account) -> Iterator[str]:
    """Say when an elevation is open, and what a permission set of others allows and who has it."""
    name = principal_arn.rpartition(MARK)[2].rpartition("_")[0] if MARK in principal_arn else ""
    if (elevation := elevation_of(baseline, name)) is not None:
        yield (
            f"AWS denies everything outside the elevation, which is open {window_of(elevation)}:"
            f" {elevation.permission_set} of {elevation.group} in {elevation.account}"
        )
    content = content_sentence(baseline, name) if set_of_others(baseline, name) is not None else ""
    if not content:
        return
    yield f"others own the permission set {name}; {content}"
    groups = sorted({*_by_the_file(baseline, name, account), *_by_others(baseline, name, account)})
    users = _users(baseline, name, account)
    people = [*groups, *([counted(users, "single user")] if users else [])]
    if people:
        yield f"in {account.path} it is assigned to {', '.join(people)}"
    elif assignments_of_others(baseline) is not None:
        yield f"nobody is known to have it in {account.path}"
    if assignments_of_others(baseline) is None:
        yield f"nobody knows whom others assigned it to in {account.path}"


def _by_the_file(baseline: Baseline, name: str, account: Account) -> Iterator[str]:
    for assignment in baseline.access.assignments if baseline.access is not None else ():
        if assignment.permission_set == name and any(
            account in baseline.tree.accounts_under(path) for path in assignment.at
        ):
            yield assignment.group


def _by_others(baseline: Baseline, name: str, account: Account) -> Iterator[str]:
    for entry in assignments_of_others(baseline) or ():
        if entry.permission_set == name and entry.account == account.id:
            yield group_name(baseline, entry.group)


def _users(baseline: Baseline, name: str, account: Account) -> int:
    center = baseline.foreign_center
    users = center.users if center is not None else ()
    return sum(entry.users for entry in users if entry.permission_set == name and entry.account == account.id)
