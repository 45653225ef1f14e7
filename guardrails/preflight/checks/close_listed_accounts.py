"""Close the accounts that the file lists as closed."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import ACTIVE


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts in `accounts.closed` that are active in AWS."""
    accounts, tree = inspection.organization.accounts, inspection.baseline.tree
    if accounts is None:
        yield inspection.unknown("accounts", "organizations:ListAccounts")
    active = {account.id for account in accounts or () if account.state == ACTIVE}
    for path in sorted(tree.closed):
        account_id = tree.by_path[path].id
        if account_id in active:
            yield PreflightViolation(
                path,
                "is active in AWS, and the file lists it as closed",
                f"aws organizations close-account --account-id {account_id}, or take it off the list",
                ("accounts", "closed"),
            )


CHECK = PreflightCheck(
    id="PF-ACC-004",
    title="Close the accounts that the file lists as closed",
    why="Nobody of the baseline signs in to such an account, and no budget watches what runs in it.",
    fix="Close the account in AWS, or take it off the list.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html",
    severity=WARNING,
    check=check,
    reads=("organization",),
)
