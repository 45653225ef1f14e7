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
        if path in c.account_paths:
            problem = f'"{path}" is an account; this goes to whole organizational units'
            yield c.at(("accounts", "at", index), problem, "name the unit that it is in, or Root")
    trusted = section.audit_role.trusted_account
    if trusted is not None:
        where = ("accounts", "audit_role", "trusted_account")
        yield from c.exists(where, trusted)
        if trusted in c.paths - c.account_paths:
            yield c.value_at(where, f'"{trusted}" is not an account', "name one, such as Security/audit")
