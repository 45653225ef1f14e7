"""Name a contact for security in every account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import inside

KIND = "SECURITY"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts without an alternate contact for security."""
    known, unknown = inside(inspection, lambda details: details.contacts, "account:GetAlternateContact")
    yield from unknown
    for account, contacts in known:
        if all(contact.kind != KIND for contact in contacts):
            yield PreflightViolation(
                account.path,
                "has no alternate contact for security, so AWS writes to the root user's address alone",
                "name one",
            )


CHECK = PreflightCheck(
    id="PF-USR-006",
    title="Name a contact for security in every account",
    why="AWS reports abuse and exposed keys to this contact; without one, to the root user's address alone.",
    fix="Set the alternate contact SECURITY of the account.",
    source="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html",
    severity=WARNING,
    check=check,
    reads=("accounts",),
)
