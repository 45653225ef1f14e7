"""Changes of the trail: recorded events, their retention, and the people who may alter them."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.sections.trail_parts import DataEvents, ObjectLock
from guardrails.changes.fields import (
    Meaning,
    by_table,
    less_widens,
    listed,
    neutral,
    removal_widens,
    shown,
    widened,
    widening,
)
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection

_LOCKS = ("GOVERNANCE", "COMPLIANCE")


def lock_loosened(old: ObjectLock | None, new: ObjectLock | None) -> SafetyDirection:
    """Judge an object lock by its days and its mode: none is no day."""
    before, after = ((0, 0) if lock is None else (lock.days, _LOCKS.index(lock.mode)) for lock in (old, new))
    return widening(
        [name for name, was, becomes in zip(("days", "mode"), before, after, strict=True) if becomes < was],
        [name for name, was, becomes in zip(("days", "mode"), before, after, strict=True) if becomes > was],
    )


def _yours_widens(_old: object, new: object) -> SafetyDirection:
    """Judge what exists already: nothing here sets its policy."""
    return SafetyDirection.WIDENED if new else SafetyDirection.NARROWED


TRAIL: dict[str, Meaning] = {
    "name": Meaning(neutral, "The trail is named {new} instead of {old}"),
    "insights": Meaning(less_widens, "CloudTrail reports unusual rates of {new} instead of {old}"),
    "bucket": Meaning(neutral, "Log files go to the bucket {new} instead of {old}"),
    "existing_bucket": Meaning(
        _yours_widens,
        "The log bucket's policy, lock and expiry are set outside of this file: {new}, not {old}",
    ),
    "key_alias": Meaning(neutral, "The key of the log files has the alias {new} instead of {old}"),
    "existing_key": Meaning(
        widened, "Log files are encrypted with {new} instead of {old}", "a key that is made here"
    ),
    "storage": Meaning(neutral, "Log files move to {new} instead of {old}", "no other storage class"),
    "expire_after_days": Meaning(less_widens, "Log files are kept for {new} days instead of {old}", "all"),
    "object_lock": Meaning(lock_loosened, "Log files are locked by {new} instead of {old}"),
    "log_group_days": Meaning(
        less_widens, "CloudWatch Logs keeps the events for {new} days instead of {old}"
    ),
    "search": Meaning(neutral, "Athena searches the log files with {new} instead of {old}"),
}


EXISTING: dict[str, Meaning] = {
    "arn": Meaning(widened, "The trail of others is {new} instead of {old}"),
    "bucket": Meaning(neutral, "The search and guardrails are about the bucket {new} instead of {old}"),
    "prefix": Meaning(neutral, "Log files are searched below {new} instead of {old}", "no prefix"),
    "key": Meaning(widened, "Guardrails protect {new} instead of {old}", "no key"),
    "log_group": Meaning(removal_widens, "Alarms watch {new} instead of {old}", "no log group"),
}
_OWNER_SAYS = "its owner may stop or change it"


def given_up(pair: BaselinePair, old: Trail, new: Trail) -> Iterator[Entry]:
    """List what a file said of its own trail, and doesn't say of a trail of others."""
    path = ("trail", "existing")
    sentence = (
        f"The trail {new.trail_name} of others records instead of {old.name} of this file: {_OWNER_SAYS}"
    )
    yield pair.new(SafetyDirection.WIDENED, path, sentence)
    lost = _missing(old, new)
    for was, what in (
        (lost, f"records {listed(lost)}"),
        (old.insights, f"reports unusual rates of {shown(old.insights)}"),
        (old.object_lock, f"locks its files by {shown(old.object_lock)}"),
    ):
        if was:
            yield pair.new(SafetyDirection.WIDENED, path, f"No line says any more that the trail {what}")
    kept = shown(old.expire_after_days, "all")
    sentence = (
        f"No line says any more that log files are kept for {kept} days, encrypted with a key, with digests,"
    )
    sentence += f" and events in CloudWatch Logs for {old.log_group_days} days"
    yield pair.new(SafetyDirection.WIDENED, path, sentence)
    yield from by_table(pair, ("trail",), old, new, {"search": TRAIL["search"]})


def trail_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the section `trail`."""
    old, new = pair.before.trail, pair.after.trail
    if old is None and new is not None:
        yield _added(pair, new)
    elif new is None and old is not None:
        yield _removed(pair, old)
    elif old is not None and new is not None:
        yield from _compared(pair, old, new)
        yield from _archive(pair)


def _added(pair: BaselinePair, new: Trail) -> Entry:
    sentence = f"The trail {new.name} is added"
    if new.existing is not None:
        sentence = (
            f"The trail {new.trail_name} of others is named: alarms, search and guardrails are about it"
        )
    return pair.new(SafetyDirection.NARROWED, ("trail",), sentence)


def _removed(pair: BaselinePair, old: Trail) -> Entry:
    sentence = f"The trail {old.name} is removed: nothing is recorded"
    if old.existing is not None:
        sentence = f"The trail {old.trail_name} of others is no longer named: nothing here protects it"
    return pair.old(SafetyDirection.WIDENED, ("trail",), sentence)


def _compared(pair: BaselinePair, old: Trail, new: Trail) -> Iterator[Entry]:
    if old.existing is not None and new.existing is not None:
        yield from by_table(pair, ("trail", "existing"), old.existing, new.existing, EXISTING)
        yield from by_table(pair, ("trail",), old, new, {"search": TRAIL["search"]})
    elif new.existing is not None:
        yield from given_up(pair, old, new)
    elif old.existing is not None:
        sentence = f"The trail {new.name} of this file records instead of {old.trail_name} of others"
        yield pair.new(SafetyDirection.NARROWED, ("trail",), sentence)
        yield from by_table(pair, ("trail",), old, new, {"search": TRAIL["search"]})
    else:
        yield from by_table(pair, ("trail",), old, new, TRAIL)
        yield from _data_events(pair, old, new)


def _archive(pair: BaselinePair) -> Iterator[Entry]:
    old, new = (baseline.archive_account for baseline in (pair.before, pair.after))
    if old.id != new.id:
        sentence = (
            f"The log bucket and its key are in {new.path} instead of {old.path}: others may alter them"
        )
        yield pair.new(SafetyDirection.WIDENED, ("trail", "archive_account"), sentence, {old.id, new.id})


def _data_events(pair: BaselinePair, old: Trail, new: Trail) -> Iterator[Entry]:
    lost, gained = _missing(old, new), _missing(new, old)
    path = ("trail", "data_events")
    if lost:
        sentence = f"The trail no longer records {listed(lost)}"
        yield pair.new(SafetyDirection.WIDENED, path, sentence)
    if gained:
        yield pair.new(SafetyDirection.NARROWED, path, f"The trail records {listed(gained)} too")


def _missing(recorded: Trail, reference: Trail) -> list[str]:
    """Say which calls one trail records and the other doesn't."""
    covered = [part for events in reference.data_events for part in _parts(events)]
    return list(
        dict.fromkeys(
            f"calls that {way} {kind}" + (f" under {prefix}" if prefix else "")
            for events in recorded.data_events
            for kind, way, prefix in _parts(events)
            if not any((kind, way) == part[:2] and prefix.startswith(part[2]) for part in covered)
        )
    )


def _parts(events: DataEvents) -> Iterator[tuple[str, str, str]]:
    """Yield type, way and how the ARNs begin, which is nothing for every resource."""
    for way in ("read", "write") if events.only == "all" else (events.only,):
        for prefix in events.resources or ("",):
            yield events.type, way, prefix
