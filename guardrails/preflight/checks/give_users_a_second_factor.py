"""Give every user with a password a second factor."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import inside


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find IAM users with a password and no second factor."""
    known, unknown = inside(
        inspection, lambda details: details.users, "iam:GenerateCredentialReport", "iam:GetCredentialReport"
    )
    yield from unknown
    for account, users in known:
        for user in users:
            if user.console and not user.mfa:
                yield PreflightViolation(
                    f"{account.path} user {user.name}",
                    "signs in to the console with a password alone",
                    "register a second factor, or remove the password",
                )


CHECK = PreflightCheck(
    id="PF-USR-004",
    title="Give every user with a password a second factor",
    why="A stolen or guessed password alone opens the account.",
    fix="Register a second factor for the user, or remove the password.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
    severity=WARNING,
    check=check,
    reads=("accounts",),
)
