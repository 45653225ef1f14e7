"""Check the list `former` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.errors import Finding


def former(c: Context) -> Iterator[Finding]:
    """Find entries of `former` that say what isn't so."""
    for index, entry in enumerate(c.baseline.former):
        if entry.deleted is not None and entry.deleted > c.today:
            problem = f"{entry.deleted} is not over yet, and until then the entry must protect something"
            yield c.value_at(("former", index, "deleted"), problem, "write the day of the deletion in AWS")
        if _has_the_current_alias(c, entry):
            problem = f"alias/{entry.key_alias} belongs to the key of the section `trail`"
            remedy = "tell a former key that lost its alias by `key_arn`"
            yield c.value_at(("former", index, "key_alias"), problem, remedy)


def _has_the_current_alias(c: Context, entry: FormerEvidence) -> bool:
    """An alias belongs to one key at a time, in one account and one region.

    Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html
    """
    trail, home = c.baseline.trail, c.baseline.organization.home_region
    if trail is None or not trail.own_key_alias or entry.deleted is not None:
        return False
    if entry.home_region not in (None, home):
        return False
    ids = dict(c.account_ids)
    return (entry.account, entry.key_alias) == (
        ids.get(trail.archive_account or c.management),
        trail.key_alias,
    )
