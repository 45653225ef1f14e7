"""Leave every root user without access keys."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import inside


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find root users with access keys."""
    known, unknown = inside(
        inspection, lambda details: details.root, "iam:GenerateCredentialReport", "iam:GetCredentialReport"
    )
    yield from unknown
    for account, root in known:
        if root.keys:
            yield PreflightViolation(
                account.path, "has an access key of its root user", "delete the key as that root user"
            )


CHECK = PreflightCheck(
    id="PF-USR-002",
    title="Leave every root user without access keys",
    why="A root user's access key does everything in its account, without a second factor, for ever.",
    fix="Sign in as the root user and delete its access keys.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
    severity=FAILURE,
    check=check,
    reads=("accounts",),
)
