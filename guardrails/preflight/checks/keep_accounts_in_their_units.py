"""Keep every account in the unit that the file names."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts that AWS has in another unit than the file."""
    accounts, tree = inspection.organization.accounts, inspection.baseline.tree
    if accounts is None:
        yield inspection.unknown("accounts", "organizations:ListAccounts")
    for account in accounts or ():
        node = tree.by_id.get(account.id)
        if node is None or node is tree.management_account:
            continue
        if account.parent is None:
            yield inspection.unknown(node.path, "organizations:ListAccountsForParent")
            continue
        parent = tree.by_path[tree.parents[node.path]]
        if account.parent != parent.id:
            actual = tree.by_id.get(account.parent)
            yield PreflightViolation(
                node.path,
                f"is in {actual.path if actual else account.parent} in AWS",
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
