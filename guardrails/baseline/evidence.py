"""Which evidence a baseline names, and which a later one has stopped naming."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guardrails.baseline.model import Baseline
from guardrails.baseline.presets import expand
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.errors import Finding, Location


def left_behind(before: Baseline, after: Baseline, today: date) -> tuple[FormerEvidence, ...]:
    """List what a change stops naming, as the entries of `former` that would name it.

    Args:
        before: what is deployed.
        after: what will be.
        today: the day on which the section `trail` stops naming it.
    """
    names_after = {name for entry in (*_current(after, today), *after.former) for name in _names(entry)}
    remainders = (_without(entry, names_after) for entry in (*_current(before, today), *_standing(before)))
    return tuple(entry for entry in remainders if entry is not None)


def name_clashes(before: Baseline, after: Baseline) -> Iterator[Finding]:
    """Find names that stay while their place moves: AWS refuses to make the second of each.

    Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (unique in the
    partition), https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html (a trail of
    all regions has a replication of its name in each).
    """
    old, new = before.trail, after.trail
    if old is None or new is None:
        return
    moved = before.organization.home_region != after.organization.home_region
    elsewhere = moved or before.archive_account.id != after.archive_account.id
    if elsewhere and old.log_bucket == new.log_bucket and new.own_bucket:
        problem = f'the bucket "{new.log_bucket}" stays where it is, and S3 makes no second one of its name'
        yield _at(after, "bucket", problem, "give the bucket in the new place another name")
    if new.existing is None and moved and old.trail_name == new.name:
        problem = f'the trail "{new.name}" of {before.organization.home_region} has its name in every region'
        yield _at(after, "name", problem, "give the trail in the new region another name")


def stands(after: Baseline) -> bool:
    """Return whether protect_trail stands somewhere, once `former` has an entry."""
    with_former = expand(
        after.file.guardrails, lambda name: name == "former" or bool(getattr(after.file, name))
    )
    return any(guardrail.control == "protect_trail" for _, guardrail in with_former)


def _current(baseline: Baseline, today: date) -> tuple[FormerEvidence, ...]:
    """Return what the section `trail` names, as an entry of `former`; nothing without the section."""
    trail = baseline.trail
    if trail is None:
        return ()
    entry = FormerEvidence(
        account=baseline.archive_account.id,
        buckets=trail.buckets,
        key_alias=trail.own_key_alias or None,
        key_arn=trail.key_arn,
        trail=trail.trail_name,
        home_region=baseline.organization.home_region,
        since=today,
    )
    return (entry,)


def _standing(baseline: Baseline) -> Iterator[FormerEvidence]:
    yield from (entry for entry in baseline.former if entry.deleted is None)


def _names(entry: FormerEvidence) -> Iterator[tuple[str, ...]]:
    """Yield what tells each thing: regions don't, for the guardrail holds in all of them."""
    yield from (("bucket", bucket) for bucket in entry.buckets)
    yield "alias", entry.account, entry.key_alias or ""
    yield "key", entry.key_arn or ""
    yield "trail", entry.trail or ""


def _without(entry: FormerEvidence, known_names: set[tuple[str, ...]]) -> FormerEvidence | None:
    """Take out what is known; None where nothing is left."""
    parts_by_kind = {
        kind: parts for kind, *parts in _names(entry) if parts[-1] and (kind, *parts) not in known_names
    }
    if not parts_by_kind:
        return None
    return entry.model_copy(
        update={
            "buckets": tuple(bucket for bucket in entry.buckets if ("bucket", bucket) not in known_names),
            "key_alias": entry.key_alias if "alias" in parts_by_kind else None,
            "key_arn": entry.key_arn if "key" in parts_by_kind else None,
            "trail": entry.trail if "trail" in parts_by_kind else None,
        }
    )


def _at(after: Baseline, name: str, problem: str, remedy: str) -> Finding:
    location: Location = after.locate("trail", name)
    return Finding(location, f"trail.{name}", problem, remedy)
