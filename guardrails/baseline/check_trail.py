"""Check the section `trail` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.errors import Finding


def trail(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `trail`."""
    trail = c.baseline.trail
    if trail is None or trail.archive_account is None:
        return
    where = ("trail", "archive_account")
    yield from c.exists(where, trail.archive_account)
    if trail.archive_account in c.paths - c.account_paths:
        yield c.value_at(
            where,
            f'"{trail.archive_account}" is not an account',
            "name an account, such as Security/log-archive",
        )
    elif trail.archive_account in c.account_paths - {c.management}:
        home, allowed = c.baseline.organization.home_region, c.allowed_regions(trail.archive_account)
        home_is_known = c.written("organization", "home_region") == home
        denied = any(guardrail.control == "deny_unused_regions" for guardrail in c.baseline.guardrails)
        if home_is_known and denied and home not in allowed:
            problem = f"the log bucket is made in the home region {home}, which this account may not use"
            yield c.value_at(where, problem, f"allow {home} for {trail.archive_account}")
