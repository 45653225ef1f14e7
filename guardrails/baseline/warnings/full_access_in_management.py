"""Warn of full access in the management account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.full_access import assigned_at
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    for place, group, source in assigned_at(baseline, baseline.organization.management_account.name):
        problem = f"{group} get full access in the management account by {source}"
        remedy = "assign it in member accounts, and use break-glass in the management account"
        yield Match(place, problem, remedy)


FULL_ACCESS_IN_MANAGEMENT = BaselineWarning(
    id="full-access-in-management",
    title="Nobody has full access in the management account every day",
    why="No guardrail binds the management account, and from there every other account can be taken over.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html",
    find=_find,
)
