"""Check the section `accounts` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.errors import Finding


def accounts(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `accounts`."""
    section = c.baseline.accounts
    if section is None:
        return
    for index, path in enumerate(section.at):
        yield from c.exists(("accounts", "at", index), path)
    trusted = section.audit_role.trusted_account
    if trusted is not None:
        yield from c.exists(("accounts", "audit_role", "trusted_account"), trusted)
