"""How the roles of Identity Center are called, and which of them a pattern means."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import iam_arn
from guardrails.aws_facts.identity_center import ANY_SUFFIX, MARK, role_of_set
from guardrails.baseline.model import Baseline
from guardrails.policy.language.patterns import matches

_SUFFIX = "0123456789abcdef"


def role(baseline: Baseline, permission_set: str, suffix: str = _SUFFIX) -> str:
    """Return what follows the account in the ARN of a permission set's role, or in its pattern."""
    return role_of_set(permission_set, baseline.access_region, suffix)


def exact(baseline: Baseline, principal: str, permission_set: str) -> str:
    """Build the pattern of one permission set's roles, in the accounts of another pattern."""
    account = principal.split(":")[4]
    return iam_arn(account, role(baseline, permission_set, ANY_SUFFIX))


def meant(baseline: Baseline, principal: str) -> str:
    """Guess the permission set that a pattern was written for, from the letters that it spells out."""
    text = principal.rpartition(MARK)[2]
    spelt = text.replace("?", "*").partition("*")[0]
    named = [name for name in sets(baseline) if spelt.startswith(name)]
    return max(named, key=len, default="") or spelt.rstrip("_") or "NAME"


def sets(baseline: Baseline) -> tuple[str, ...]:
    """List the permission sets of the file, and those that others have as far as it knows."""
    center = baseline.foreign_center
    own = baseline.granted_access.permission_sets if baseline.granted_access else {}
    return tuple(dict.fromkeys((*own, *(center.sets if center is not None else ()))))


def freed(baseline: Baseline, principal: str) -> list[str]:
    """List the known permission sets whose roles a pattern matches."""
    resource = principal.split(":", 5)[5]
    return [name for name in sets(baseline) if matches(resource, role(baseline, name))]


def assigned(baseline: Baseline, principal: str, names: list[str]) -> bool:
    """Return whether one of some permission sets is assigned in a member account that a pattern matches.

    Identity Center makes a role of a permission set in the accounts where it is assigned, and in no other.

    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
    """
    accounts, tree = principal.split(":")[4], baseline.tree
    if any(
        matches(accounts, account) and account != tree.management_account.id
        for name, account in _assigned_by_others(baseline)
        if name in names
    ):
        return True
    return any(
        matches(accounts, account.id)
        for assignment in (baseline.granted_access.assignments if baseline.granted_access else ())
        if assignment.permission_set in names
        for path in assignment.at
        for account in tree.accounts_under(path)
        if account.id != tree.management_account.id
    )


def unread(baseline: Baseline, names: list[str]) -> bool:
    """Return whether nobody knows who has one of some permission sets of others."""
    center = baseline.foreign_center
    declared = baseline.granted_access.permission_sets if baseline.granted_access else {}
    others = [name for name in names if name not in declared or declared[name].existing]
    return bool(others) and (center is None or center.assignments is None)


def _assigned_by_others(baseline: Baseline) -> Iterator[tuple[str, str]]:
    """Yield the permission sets and accounts of others' assignments, to groups and to single users."""
    center = baseline.foreign_center
    if center is None:
        return
    for assignment in center.assignments or ():
        yield assignment.permission_set, assignment.account
    for users in center.users:
        yield users.permission_set, users.account
