"""Have the callers of the break-glass role, each with a second factor."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.sections.break_glass import USER
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown

PATH = ("accounts", "break_glass", "callers")


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find callers that the management account doesn't have, and users without a second factor."""
    section = inspection.baseline.accounts
    rescue = section.break_glass if section is not None else None
    if rescue is None or not rescue.enabled:
        return
    management = inspection.baseline.organization.management_account.id
    details = {account.id: account for account in inspection.capture.accounts or ()}.get(management)
    users = None if details is None or details.users is None else {user.name: user for user in details.users}
    roles = None if details is None else details.roles
    for caller in rescue.callers:
        name = caller.rpartition("/")[2]
        if caller.startswith(USER):
            if users is None:
                yield inspection.unknown(caller, "iam:GenerateCredentialReport", "iam:GetCredentialReport")
            elif name not in users:
                yield PreflightViolation(
                    caller, "doesn't exist in the management account", "create this user", PATH
                )
            elif rescue.require_mfa and not users[name].mfa:
                problem = "has no second factor, so the role's trust refuses this user"
                yield PreflightViolation(caller, problem, "register a second factor for this user", PATH)
        elif roles is None:
            yield inspection.unknown(caller, "iam:ListRoles")
        elif caller.partition("/")[2] not in roles:
            yield PreflightViolation(
                caller, "doesn't exist in the management account", "create this role", PATH
            )


CHECK = PreflightCheck(
    id="PF-ROL-003",
    title="Have the callers of the break-glass role, each with a second factor",
    why="A role that nobody can assume restores no access.",
    fix="Create the users or roles in the management account, and register their second factors.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    severity=FAILURE,
    check=check,
    reads=("accounts",),
)
