"""Which accounts hold evidence, and into which of them a deployment puts stacks."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.posture.prove.worlds import World


def holding(baseline: Baseline, world: World) -> Iterator[tuple[str | int, ...]]:
    """Yield the part of the baseline that says which stack holds evidence in one of the accounts."""
    ids = {account.id for account in world.accounts}
    if baseline.trail is not None and baseline.archive_account.id in ids:
        yield ("trail",)
    yield from (
        ("former", index)
        for index, entry in enumerate(baseline.former)
        if entry.deleted is None and entry.account in ids
    )


def deploys(baseline: Baseline) -> bool:
    """Return whether a deployment has anything to do in the archive account: a trail of others has not."""
    trail = baseline.trail
    return trail is not None and (trail.existing is None or trail.search is not None)


def deployed_into(baseline: Baseline, world: World) -> Iterator[tuple[str | int, ...]]:
    """Yield the part of the baseline that says which stack stands in one of the accounts."""
    yield from (path for path in holding(baseline, world) if path != ("trail",) or deploys(baseline))
