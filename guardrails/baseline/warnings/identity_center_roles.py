"""How the roles of Identity Center are called, and which of them a pattern means."""

from __future__ import annotations

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
    """List the permission sets of the file."""
    return tuple(baseline.access.permission_sets) if baseline.access else ()


def freed(baseline: Baseline, principal: str) -> list[str]:
    """List the permission sets of the file whose roles a pattern matches."""
    resource = principal.split(":", 5)[5]
    return [name for name in sets(baseline) if matches(resource, role(baseline, name))]


def assigned(baseline: Baseline, principal: str, names: list[str]) -> bool:
    """Return whether one of some permission sets is assigned in a member account that a pattern matches.

    Identity Center makes a role of a permission set in the accounts where it is assigned, and in no other.

    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
    """
    accounts, tree = principal.split(":")[4], baseline.tree
    return any(
        matches(accounts, account.id)
        for assignment in (baseline.access.assignments if baseline.access else ())
        if assignment.permission_set in names
        for path in assignment.at
        for account in tree.accounts_under(path)
        if account.id != tree.management_account.id
    )
