"""Keep every account in the unit that the file names."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.misplaced import misplaced


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts that AWS has in another unit than the file."""
    accounts, tree = inspection.organization.accounts, inspection.baseline.tree
    if accounts is None:
        yield inspection.unknown("accounts", "organizations:ListAccounts")
    for account in accounts or ():
        node = tree.by_id.get(account.id)
        if account.parent is None and node is not None and node is not tree.management_account:
            yield inspection.unknown(node.path, "organizations:ListAccountsForParent")
    for moved in misplaced(inspection, accounts or ()):
        yield PreflightViolation(
            moved.path,
            f"is in {moved.actual} in AWS",
            "move it in the file to that unit, or move the account back",
            ("organization",),
        )


CHECK = PreflightCheck(
    id="PF-ACC-002",
    title="Keep every account in the unit that the file names",
    why="Policies bind an account by the unit that it is in, so every answer about a moved account is wrong.",
    fix="Write the account under its new unit, or move it back.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
