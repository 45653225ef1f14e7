"""Name only accounts that are active."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import ACTIVE


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts of the file that left the organization, or that it doesn't know as suspended."""
    accounts, tree = inspection.organization.accounts, inspection.baseline.tree
    if accounts is None:
        yield inspection.unknown("accounts", "organizations:ListAccounts")
        return
    states = {account.id: account.state for account in accounts}
    for account in (tree.management_account, *tree.accounts):
        state = states.get(account.id)
        if state is None:
            problem, remedy = (
                "is not in the organization",
                "remove it from the file, or bring the account back",
            )
        elif state != ACTIVE and account.path not in tree.closed:
            line = f"closed: [{', '.join(sorted({*tree.closed, account.path}))}]"
            problem, remedy = f"is {state}", f"write {line} under accounts, or bring the account back"
        else:
            continue
        yield PreflightViolation(account.path, problem, remedy, ("organization",))


CHECK = PreflightCheck(
    id="PF-ACC-003",
    title="Name only accounts that are active",
    why="AWS refuses policies, assignments and stack instances for an account that is gone or not active.",
    fix="List a suspended account in `accounts.closed`, remove one that is gone, or bring it back.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
