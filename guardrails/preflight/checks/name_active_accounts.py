"""Name only accounts that are active."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import ACTIVE


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts of the file that left the organization, or that are suspended or closed."""
    accounts, tree = inspection.organization.accounts, inspection.baseline.tree
    if accounts is None:
        yield inspection.unknown("accounts", "organizations:ListAccounts")
        return
    states = {account.id: account.state for account in accounts}
    for account in (tree.management_account, *tree.accounts):
        state = states.get(account.id)
        if state is None:
            problem = "is not in the organization"
        elif state != ACTIVE:
            problem = f"is {state}"
        else:
            continue
        yield PreflightViolation(
            account.path, problem, "remove it from the file, or bring the account back", ("organization",)
        )


CHECK = PreflightCheck(
    id="PF-ACC-003",
    title="Name only accounts that are active",
    why="AWS refuses policies, assignments and stack instances for an account that is gone or not active.",
    fix="Remove the account from the file, or bring it back.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
