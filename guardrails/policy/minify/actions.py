"""Shorten one list of actions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from guardrails.aws_facts import actions_of
from guardrails.policy.action_set import bits, bits_of, is_sentinel, names
from guardrails.policy.equality import covers
from guardrails.policy.minify.cover import cheapest_cover
from guardrails.policy.minify.patterns import SEPARATORS, Wildcards, columns


def tidied(actions: Iterable[str]) -> tuple[str, ...]:
    """Return a list sorted, each entry once, without those that another entry covers for now and ever.

    Actions are spelled as AWS spells them. An entry that the catalogue doesn't know stays, even if another
    one covers it.
    """
    return _tidied(tuple(actions))


@lru_cache(maxsize=1 << 12)
def _tidied(actions: tuple[str, ...]) -> tuple[str, ...]:
    entries = sorted({entry.lower(): entry for entry in sorted(map(_spelled, actions))}.values())
    patterns = sorted(filter(_is_open, entries), key=lambda entry: (len(entry), entry))
    return tuple(
        entry
        for entry in entries
        if is_unknown(entry) or not any(_replaces(pattern, entry) for pattern in patterns)
    )


def _replaces(pattern: str, entry: str) -> bool:
    """Return whether a pattern replaces an entry; of two with the same meaning the shorter stays."""
    return covers(pattern, entry) and (
        not covers(entry, pattern) or (len(pattern), pattern) < (len(entry), entry)
    )


@cache
def shortened(actions: tuple[str, ...], wildcards: Wildcards) -> tuple[str, ...]:
    """Return the shortest list found that covers the same actions of today's catalogue, sorted.

    It covers what the given patterns cover of future actions too. Of lists of the same length the given one
    is returned, so shortening again changes nothing.
    """
    current: tuple[str, ...] = ()
    shorter = tidied(actions)
    while shorter != current:
        current = shorter
        candidate = _shortened_once(current, wildcards)
        shorter = candidate if _cost(candidate) < _cost(current) else current
    return current


def is_unknown(entry: str) -> bool:
    """Return whether an entry covers nothing in the catalogue."""
    return not bits(entry)


def _shortened_once(entries: tuple[str, ...], wildcards: Wildcards) -> tuple[str, ...]:
    chosen = {entry for entry in entries if is_unknown(entry) or not _has_service(entry)}
    covered = bits_of(chosen)
    by_service: dict[str, list[str]] = {}
    for entry in entries:
        if entry not in chosen:
            by_service.setdefault(entry.partition(":")[0].lower(), []).append(entry)
    everything = bits_of(entries)
    for service, listed in by_service.items():
        catalogue_actions = actions_of(service)
        uncovered = [action for action in names(bits_of(listed) & ~covered) if not is_sentinel(action)]
        allowed = frozenset(names(everything & bits(f"{service}:*")))
        skipped = len(service) + 1
        wildcard_names = [entry[skipped:] for entry in listed if _is_open(entry)]
        forbidden_names = [action[skipped:] for action in catalogue_actions if action not in allowed]
        choice = columns(
            service, [action[skipped:] for action in uncovered], wildcard_names, forbidden_names, wildcards
        )
        rows = (1 << len(uncovered) + len(wildcard_names)) - 1
        chosen |= {f"{service}:{column.name}" for column in cheapest_cover(choice, rows)}
    return tuple(sorted(chosen))


def _cost(entries: Iterable[str]) -> int:
    return sum(len(entry) + SEPARATORS for entry in entries)


def _is_open(entry: str) -> bool:
    return "*" in entry or "?" in entry


def _has_service(entry: str) -> bool:
    service, colon, _ = entry.partition(":")
    return bool(colon) and not _is_open(service)


def _spelled(entry: str) -> str:
    """Return an action as AWS spells it, and of a pattern the service; unknown names stay as they are."""
    if is_unknown(entry):
        return entry
    service, colon, name = entry.partition(":")
    return service.lower() + colon + name if _is_open(entry) else names(bits(entry))[0]
