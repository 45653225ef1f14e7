"""The difference in effect between two postures, as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from guardrails.changes import SectionChanges
from guardrails.errors import one_line
from guardrails.posture.compare import Change, Comparison, Direction
from guardrails.posture.compare.settings import SettingsChange
from guardrails.report import changes as told
from guardrails.report import entries, management
from guardrails.report.words import counted

NOTHING = "The policies allow and deny what they did before."
_WORDS = {
    Direction.WIDENED: ("Widened", "denied before, allowed now"),
    Direction.NARROWED: ("Narrowed", "allowed before, denied now"),
    Direction.UNDECIDED: ("Undecided", "nobody can say what becomes of it"),
}


def text(comparison: Comparison, beside: SectionChanges, *, details: bool = False) -> Iterator[str]:
    """Render for a terminal, line by line.

    Args:
        comparison: what changes.
        beside: what the comparison leaves out.
        details: whether to tell each change, not only one of all that concerns the same principals.
    """
    organization = comparison.organization
    yield one_line(headline(comparison, beside))
    left_out = 0
    for direction, changes in _by_direction(comparison):
        yield ""
        title, meaning = _WORDS[direction]
        yield f"{title}: {meaning}"
        for story in told.stories(changes):
            yield one_line(f"  {told.sentence(story, organization)}")
            if rest := told.remainder(story):
                yield one_line(f"    {rest}")
            shown = story.changes if details else story.changes[:1]
            left_out += len(story.changes) - len(shown)
            for change in shown:
                what = f"{told.single(change, organization)}: " if len(shown) > 1 else ""
                yield one_line(f"    {what}for instance {change.witness}{_because(change)}")
    if left_out:
        yield ""
        yield f"Left out: {counted(left_out, 'change')} of the same principals in detail (--details)."
    yield from entries.text(beside.entries)
    yield from management.changed_text(comparison.settings, _whereabouts(comparison))
    yield from (one_line(note) for note in _notes(comparison, beside))


def markdown(comparison: Comparison, beside: SectionChanges) -> Iterator[str]:
    """Render for a pull request, line by line: what matters first, details folded."""
    organization = comparison.organization
    yield f"### {headline(comparison, beside)}"
    for direction, changes in _by_direction(comparison):
        title, meaning = _WORDS[direction]
        stories = told.stories(changes)
        yield ""
        yield f"**{title}** ({meaning})"
        yield ""
        for story in stories[: told.SHOWN]:
            rest = told.remainder(story, "`")
            yield one_line(f"- {told.sentence(story, organization, '`')}{'; ' if rest else ''}{rest}")
        if len(stories) > told.SHOWN:
            yield f"- and {len(stories) - told.SHOWN} more, below"
        yield ""
        yield "<details><summary>Each change with accounts, services and a request that shows it</summary>"
        yield ""
        yield "| who and where | accounts | actions | for instance | policies |"
        yield "|---|---|---|---|---|"
        for story in stories:
            for change in story.changes:
                yield _row(change, comparison)
        yield ""
        yield "</details>"
    yield from entries.markdown(beside.entries)
    yield from management.changed_markdown(comparison.settings, _whereabouts(comparison))
    for note in _notes(comparison, beside):
        yield ""
        yield one_line(note)


def _whereabouts(comparison: Comparison) -> Callable[[SettingsChange], str]:
    return lambda change: told.where(comparison.organization, set(change.accounts), set(change.units))


def headline(comparison: Comparison, beside: SectionChanges) -> str:
    """Say in one or two sentences what comes out."""
    return _of_policies(comparison) + entries.summary(beside.entries)


def _of_policies(comparison: Comparison) -> str:
    if not comparison.changes:
        texts = comparison.texts_changed
        because = f" {texts} policies were written otherwise, to the same effect." if texts else ""
        return NOTHING + because + _settings(comparison)
    said = [
        f"{counted(len(set().union(*(change.accounts for change in changes))), 'account')} {verb}"
        for direction, verb in (
            (Direction.WIDENED, "may do more"),
            (Direction.NARROWED, "may do less"),
            (Direction.UNDECIDED, "may do nobody knows what"),
        )
        if (changes := [one for one in comparison.changes if one.scope.direction is direction])
    ]
    return f"{'; '.join(said)}, of {comparison.accounts:,} that were compared.{_settings(comparison)}"


def _settings(comparison: Comparison) -> str:
    accounts = {path for change in comparison.settings for path in change.accounts}
    verb = "gets" if len(accounts) == 1 else "get"
    return f" {counted(len(accounts), 'account')} {verb} other settings." if comparison.settings else ""


def _by_direction(comparison: Comparison) -> Iterator[tuple[Direction, list[Change]]]:
    for direction, changes in groupby(comparison.changes, key=lambda change: change.scope.direction):
        yield direction, list(changes)


def _because(change: Change) -> str:
    policies = told.denying(change)
    return f" ({policies})" if policies else ""


def _row(change: Change, comparison: Comparison) -> str:
    scope, where = change.scope, told.regions(change.scope, "`")
    cells = (
        f"{told.who(scope, '`')}{where}{told.depending([change], '`')}{told.certainty(scope)}",
        told.accounts_of([change], comparison.organization),
        f"{told.what(change.actions, '`')}{told.largest_services(change.actions)}",
        str(change.witness),
        told.denying(change),
    )
    return one_line("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")


def _notes(comparison: Comparison, beside: SectionChanges) -> Iterator[str]:
    if beside.uncompared:
        names = ", ".join(beside.uncompared)
        yield f"Changed and not compared: {names}. Read these in the diff of the file."
    if beside.unknown:
        yield (
            f"Only policies were compared, not trail, alerts, budgets, access or accounts: {beside.unknown}."
        )
    if comparison.joined:
        yield f"Only in the second: {', '.join(comparison.joined)}; there is nothing to compare them with."
    if comparison.left:
        yield f"Only in the first: {', '.join(comparison.left)}."
    if comparison.moved:
        yield f"Moved or renamed: {', '.join(f'{old} to {new}' for old, new in comparison.moved)}."
    if comparison.reasons:
        yield f"What is undecided: {'; '.join(comparison.reasons)}."
