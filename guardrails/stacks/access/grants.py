"""Who gets which permission set where, one assignment an account."""

from __future__ import annotations

from typing import NamedTuple

from guardrails.baseline.sections.access import Access
from guardrails.organization import Organization


class Grant(NamedTuple):
    """One assignment: a group gets a permission set in an account."""

    group: str
    permission_set: str
    account: str

    @property
    def id(self) -> str:
        """Its lasting name: it survives that the account is moved or renamed."""
        return ":".join(self)


def grants(section: Access, organization: Organization) -> list[Grant]:
    """List every assignment once, sorted; a path stands for each account below it.

    The management account has assignments only where a path names it. A closed account has none: Identity
    Center can't provision a permission set there, and CloudFormation takes the whole update back.
    Source: https://github.com/61418/aws-sso-util/issues/80
    """
    return sorted(
        {
            Grant(assignment.group, assignment.permission_set, account.id)
            for assignment in section.assignments
            for path in assignment.at
            for account in organization.open_accounts_under(path)
        }
    )
