"""Group the changes of policies by their cause: one fact of the file, one entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guardrails.changes import Causes, ChangeCause, Entry
from guardrails.errors import counted
from guardrails.organization import Organization
from guardrails.posture.compare import Change, Direction
from guardrails.report import changes as change_texts

_INSTANCES = {
    Direction.WIDENED: "may call",
    Direction.NARROWED: "can no longer call",
    Direction.UNDECIDED: "calls",
}
"""The verb for the request that shows a change, by its direction."""
_NAMED = 3
"""So many of the folded variants are named."""


@dataclass(frozen=True)
class Fact:
    """The changes that one fact of the file makes, for any principal and place."""

    cause: ChangeCause
    stories: tuple[change_texts.Story, ...]
    """Those that widen first, then those of most accounts and actions; the others are variants of these."""
    entries: tuple[Entry, ...] = ()
    """The entries about the same fact in the comparison of the sections."""

    @property
    def direction(self) -> Direction:
        """Where the entry stands: one that widens and narrows is told among those that widen."""
        return self.stories[0].scope.direction

    @property
    def effects(self) -> tuple[tuple[change_texts.Story, ...], ...]:
        """The stories of each direction."""
        by_direction: dict[Direction, list[change_texts.Story]] = {}
        for story in self.stories:
            by_direction.setdefault(story.scope.direction, []).append(story)
        return tuple(map(tuple, by_direction.values()))


def facts(changes: Iterable[Change], causes: Causes, entries: Sequence[Entry]) -> tuple[Fact, ...]:
    """Put together what the same control, document or exemption makes of requests, in the order of the first.

    Args:
        changes: the changes, what widens first.
        causes: finds what makes a change.
        entries: what the comparison of the sections says.
    """
    grouped: dict[tuple[ChangeCause, Direction | None], list[Change]] = {}
    for change in changes:
        cause = causes.of(change.intents, change.scope.principals)
        apart = None if str(cause) else change.scope.direction
        grouped.setdefault((cause, apart), []).append(change)
    return tuple(
        Fact(cause, change_texts.stories(cause_changes), tuple(_same(cause, cause_changes, entries)))
        for (cause, _), cause_changes in grouped.items()
    )


def _same(cause: ChangeCause, changes: Iterable[Change], entries: Iterable[Entry]) -> Iterator[Entry]:
    directions = {change.scope.direction.value for change in changes}
    for entry in entries:
        about = cause.field and (entry.field == cause.field or entry.field.startswith(f"{cause.field}."))
        if about and entry.direction.value in directions:
            yield entry


def sentence(fact: Fact, organization: Organization, code: str = "") -> str:
    """Say in one line what the fact makes of requests: the cause, then who gains or loses what where."""
    because = "; ".join(entry.sentence for entry in fact.entries)
    parts = (f"{code}{fact.cause}{code}" if str(fact.cause) else "", because)
    subject = "".join(f"{part}: " for part in parts if part)
    return f"{subject}{change_texts.sentence(fact.stories[0], organization, code)}"


def variants(effect: Sequence[change_texts.Story], code: str = "") -> str:
    """Count what a fact does to others as well, and name some of them; nothing where there is none."""
    further_stories = effect[1:]
    if not further_stories:
        return ""
    names = [
        f"{change_texts.principals_text(story.scope, code)}{change_texts.regions(story.scope, code)}"
        for story in further_stories[:_NAMED]
    ]
    more = f"; and {len(further_stories) - _NAMED} more" if len(further_stories) > _NAMED else ""
    return f"and {counted(len(further_stories), 'variant')} of it: {'; '.join(names)}{more}"


def instance(change: Change) -> str:
    """Describe a request that shows a change, by what becomes of it."""
    return change.witness.sentence(_INSTANCES[change.scope.direction])
