"""Give every root user a second factor."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import inside


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find root users that sign in with a password alone; without a password nobody signs in as one."""
    known, unknown = inside(
        inspection, lambda details: details.root, "iam:GenerateCredentialReport", "iam:GetCredentialReport"
    )
    yield from unknown
    for account, root in known:
        if not root.mfa and root.password is not False:
            yield PreflightViolation(
                account.path,
                "has a root user without a second factor",
                "register one for the root user, or remove the root user's credentials centrally",
            )


CHECK = PreflightCheck(
    id="PF-USR-001",
    title="Give every root user a second factor",
    why="A root user does everything in its account, and in the management account no policy stops it.",
    fix="Register a second factor, or remove the credentials of members' root users centrally.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
    severity=FAILURE,
    check=check,
    reads=("accounts",),
)
