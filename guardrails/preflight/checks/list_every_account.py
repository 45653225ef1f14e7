"""List every account in the file."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import ACTIVE


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts of the organization that the file doesn't name."""
    accounts, tree = inspection.organization.accounts, inspection.baseline.tree
    if accounts is None:
        yield inspection.unknown("accounts", "organizations:ListAccounts")
    for account in accounts or ():
        if account.id not in tree.by_id and account.state == ACTIVE:
            yield PreflightViolation(
                f"{account.name} ({account.id})",
                "stands in AWS and not in the file, so neither proof nor lists are about it",
                f"add it to the file under the unit {account.parent}",
                ("organization",),
            )


CHECK = PreflightCheck(
    id="PF-ACC-001",
    title="List every account in the file",
    why="An account that the file doesn't name inherits policies, but the proof says nothing of it.",
    fix="Add the account to the file, under its unit.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html",
    severity=WARNING,
    check=check,
    reads=("organization",),
)
