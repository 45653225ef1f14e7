"""Changes beside the policies, as text, Markdown and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from guardrails.changes import Entry, SafetyDirection
from guardrails.errors import counted, one_line

_SHOWN = 8
_TITLES = {
    SafetyDirection.WIDENED: "Widened beside the policies: more access, less recording or fewer people told",
    SafetyDirection.NARROWED: "Narrowed beside the policies: less access, more recording or more people told",
    SafetyDirection.NEUTRAL: "Neither",
}
_VERBS = {
    SafetyDirection.WIDENED: ("widens", "widen"),
    SafetyDirection.NARROWED: ("narrows", "narrow"),
    SafetyDirection.NEUTRAL: ("does neither", "do neither"),
}


def summary(entries: Sequence[Entry]) -> str:
    """Say how many entries there are of each direction; nothing where there is none."""
    numbers = Counter(entry.direction for entry in entries)
    parts = [
        f"{counted(numbers[direction], 'change')} {verbs[numbers[direction] > 1]}"
        for direction, verbs in _VERBS.items()
        if numbers[direction]
    ]
    return f" Beside the policies, {', '.join(parts)}." if parts else ""


def text(entries: Sequence[Entry]) -> Iterator[str]:
    """Render for a terminal: a line an entry, what widens first."""
    for direction, title in _TITLES.items():
        direction_entries = [entry for entry in entries if entry.direction is direction]
        if direction_entries:
            yield ""
            yield title
        for entry in direction_entries:
            yield one_line(f"  {entry.location} {entry.field}: {sentence(entry)}")


def markdown(entries: Sequence[Entry]) -> Iterator[str]:
    """Render for a pull request: a list item an entry."""
    for direction, title in _TITLES.items():
        direction_entries = [entry for entry in entries if entry.direction is direction]
        if direction_entries:
            yield ""
            yield f"**{title}**"
            yield ""
        for entry in direction_entries:
            yield one_line(f"- `{entry.location}` `{entry.field}`: {sentence(entry)}")


def as_json(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Render as what JSON can hold."""
    return [
        {
            "direction": entry.direction.value,
            "field": entry.field,
            "sentence": entry.sentence,
            "file": entry.location.file,
            "line": entry.location.line,
            "accounts": list(entry.accounts),
        }
        for entry in entries
    ]


def sentence(entry: Entry) -> str:
    """Say what changes, and in which accounts."""
    if not entry.accounts:
        return entry.sentence
    names = ", ".join(entry.accounts[:_SHOWN])
    more = f" and {len(entry.accounts) - _SHOWN} more" if len(entry.accounts) > _SHOWN else ""
    return f"{entry.sentence}, in {counted(len(entry.accounts), 'account')}: {names}{more}"
