"""The difference in effect between two postures, as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from guardrails.baseline.scope import named_scope
from guardrails.changes import Causes, ChangeCause, Entry, SectionChanges
from guardrails.errors import counted, one_line
from guardrails.posture.compare import Change, Comparison, Direction
from guardrails.posture.compare.settings import SettingsChange
from guardrails.posture.others import others_sentence
from guardrails.report import changes as change_texts
from guardrails.report import entries, management
from guardrails.report import facts as fact_texts
from guardrails.report.fitting import fitted

DISJOINT = "No account is in both, so no policies were compared."
NOTHING = "The policies allow and deny what they did before."
_NAMED = 20
_WORDS = {
    Direction.WIDENED: ("Widened", "denied before, allowed now"),
    Direction.NARROWED: ("Narrowed", "allowed before, denied now"),
    Direction.UNDECIDED: ("Undecided", "nobody can say what becomes of it"),
}


def text(comparison: Comparison, beside: SectionChanges, *, details: bool = False) -> Iterator[str]:
    """Render for a terminal, line by line.

    Args:
        comparison: what changes.
        beside: what changes beside the policies.
        details: whether to tell each change, not only one of all that the same fact makes.
    """
    by_direction = _facts(comparison, beside)
    other_entries = _remaining(by_direction, beside)
    yield one_line(headline(comparison, beside, other_entries))
    left_out = 0
    for direction, facts in by_direction.items():
        yield ""
        yield ": ".join(_WORDS[direction])
        for fact in facts:
            yield one_line(f"  {fact_texts.sentence(fact, comparison.organization)}")
            for effect in fact.effects:
                if effect[0].scope.direction is not direction:
                    yield one_line(f"    {_as_well(effect, comparison)}")
                yield from map(one_line, _effect(effect, comparison, details=details))
                left_out += 0 if details else sum(len(story.changes) for story in effect) - 1
    if left_out:
        yield ""
        yield f"Left out: {counted(left_out, 'change')} by the same facts in detail (--details)."
    yield from entries.text(other_entries)
    yield from management.changed_text(comparison.settings, _whereabouts(comparison))
    yield from (one_line(note) for note in _notes(comparison, beside))


def _effect(effect: Sequence[change_texts.Story], comparison: Comparison, *, details: bool) -> Iterator[str]:
    """Show by requests what a fact does in one direction."""
    if further := change_texts.remainder(effect[0]):
        yield f"    {further}"
    changes = [change for story in effect for change in story.changes]
    for change in changes if details else changes[:1]:
        prefix = f"{_single(change, comparison)}: " if details and len(changes) > 1 else ""
        yield f"    {prefix}for instance {fact_texts.instance(change)}{_because(change)}"
    if folded := fact_texts.variants(effect):
        yield f"    {folded}"


def _as_well(effect: Sequence[change_texts.Story], comparison: Comparison, code: str = "") -> str:
    """Say what a fact that is told already does in another direction."""
    title, meaning = _WORDS[effect[0].scope.direction]
    sentence = change_texts.sentence(effect[0], comparison.organization, code)
    return f"{title.lower()} as well, {meaning}: {sentence}"


def markdown(comparison: Comparison, beside: SectionChanges) -> Iterator[str]:
    """Render for a pull request, line by line: what matters first, details folded, never too long for one."""
    yield from fitted(_markdown(comparison, beside))


def _markdown(comparison: Comparison, beside: SectionChanges) -> Iterator[str]:
    by_direction = _facts(comparison, beside)
    other_entries = _remaining(by_direction, beside)
    yield f"### {headline(comparison, beside, other_entries)}"
    for direction, facts in by_direction.items():
        title, meaning = _WORDS[direction]
        yield ""
        yield f"**{title}** ({meaning})"
        yield ""
        for fact in facts[: change_texts.SHOWN]:
            parts = [fact_texts.sentence(fact, comparison.organization, "`")]
            for effect in fact.effects:
                if effect[0].scope.direction is not direction:
                    parts.append(_as_well(effect, comparison, "`"))
                parts += (change_texts.remainder(effect[0], "`"), fact_texts.variants(effect, "`"))
            yield one_line(f"- {'; '.join(part for part in parts if part)}")
        if len(facts) > change_texts.SHOWN:
            yield f"- and {len(facts) - change_texts.SHOWN} more, below"
        yield ""
        yield "<details><summary>Each change with accounts, services and a request that shows it</summary>"
        yield ""
        yield "| because of | who and where | accounts | actions | for instance | policies |"
        yield "|---|---|---|---|---|---|"
        for fact in facts:
            for story in fact.stories:
                for change in story.changes:
                    yield _row(fact.cause, change, comparison)
        yield ""
        yield "</details>"
    yield from entries.markdown(other_entries)
    yield from management.changed_markdown(comparison.settings, _whereabouts(comparison))
    for note in _notes(comparison, beside):
        yield ""
        yield one_line(note)


def _facts(comparison: Comparison, beside: SectionChanges) -> dict[Direction, tuple[fact_texts.Fact, ...]]:
    facts = fact_texts.facts(comparison.changes, Causes(beside.pair), beside.entries)
    return {
        direction: tuple(fact for fact in facts if fact.direction is direction)
        for direction in dict.fromkeys(fact.direction for fact in facts)
    }


def _remaining(
    by_direction: Mapping[Direction, tuple[fact_texts.Fact, ...]], beside: SectionChanges
) -> tuple[Entry, ...]:
    """Return the entries that no change of the policies tells already."""
    told_already = {entry for facts in by_direction.values() for fact in facts for entry in fact.entries}
    return tuple(entry for entry in beside.entries if entry not in told_already)


def _single(change: Change, comparison: Comparison) -> str:
    subject = f"{change_texts.principals_text(change.scope)}{change_texts.regions(change.scope)}"
    return f"{subject}, {change_texts.single(change, comparison.organization)}"


def _whereabouts(comparison: Comparison) -> Callable[[SettingsChange], str]:
    return lambda change: change_texts.places_text(
        comparison.organization, set(change.accounts), set(change.units)
    )


def headline(
    comparison: Comparison, beside: SectionChanges, other_entries: Sequence[Entry] | None = None
) -> str:
    """Say in one or two sentences what comes out."""
    return (
        _of_policies(comparison)
        + _scopes(comparison)
        + entries.summary(beside.entries if other_entries is None else other_entries)
    )


def _of_policies(comparison: Comparison) -> str:
    if comparison.disjoint:
        return DISJOINT
    if not comparison.changes:
        texts = comparison.texts_changed
        verb = "was" if texts == 1 else "were"
        because = (
            f" {counted(texts, 'policy')} {verb} written otherwise, to the same effect." if texts else ""
        )
        return NOTHING + because + _settings(comparison)
    counts = [
        f"{counted(len(set().union(*(change.accounts for change in changes))), 'account')} {verb}"
        for direction, verb in (
            (Direction.WIDENED, "may do more"),
            (Direction.NARROWED, "can do less"),
            (Direction.UNDECIDED, "can do nobody knows what"),
        )
        if (
            changes := [
                compared_change
                for compared_change in comparison.changes
                if compared_change.scope.direction is direction
            ]
        )
    ]
    return f"{'; '.join(counts)}, of {comparison.accounts:,} that were compared.{_settings(comparison)}"


def _scopes(comparison: Comparison) -> str:
    """Name the scopes of the two sides, where one of them isn't the whole organization."""
    before, after = map(named_scope, comparison.scopes)
    if not any(comparison.scopes):
        return ""
    return f" Scope: {after}." if before == after else f" Scope: {after}, and {before} before."


def _settings(comparison: Comparison) -> str:
    accounts = {path for change in comparison.settings for path in change.accounts}
    verb = "gets" if len(accounts) == 1 else "get"
    return f" {counted(len(accounts), 'account')} {verb} other settings." if comparison.settings else ""


def _because(change: Change) -> str:
    policies = change_texts.denying(change)
    return f" ({policies})" if policies else ""


def _row(cause: ChangeCause, change: Change, comparison: Comparison) -> str:
    scope, region_words = change.scope, change_texts.regions(change.scope, "`")
    cells = (
        str(cause),
        change_texts.principals_text(scope, "`")
        + f"{region_words}{change_texts.depending([change], '`')}{change_texts.certainty(scope)}",
        change_texts.accounts_of([change], comparison.organization),
        f"{change_texts.actions_text(change.actions, '`')}{change_texts.largest_services(change.actions)}",
        fact_texts.instance(change),
        change_texts.denying(change),
    )
    return one_line("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")


def _notes(comparison: Comparison, beside: SectionChanges) -> Iterator[str]:
    before, after = map(others_sentence, comparison.reads)
    yield after if before == after else f"First: {before} Second: {after}"
    for side, notes in zip(("First", "Second"), comparison.notes, strict=True):
        yield from (f"{side}: {note}." for note in notes)
    if beside.uncompared:
        names = ", ".join(beside.uncompared)
        yield f"Changed and not compared: {names}. Read these in the diff of the file."
    if beside.undeclared:
        yield f"Not compared, since no baseline declares them: {', '.join(beside.undeclared)}."
    if beside.unknown:
        if beside.center:
            yield (
                "Only policies and Identity Center were compared, not trail, alerts, budgets or the roles of"
                f" accounts: {beside.unknown}."
            )
        else:
            yield (
                "Only policies were compared, not trail, alerts, budgets, access or accounts:"
                f" {beside.unknown}."
            )
    yield from (f"{note}." for note in beside.notes)
    if comparison.joined:
        yield f"Only in the second: {_first_names(comparison.joined)}; there is nothing to compare them with."
    if comparison.departing:
        yield f"Only in the first: {_first_names(comparison.departing)}."
    if comparison.moved:
        yield f"Moved or renamed: {_first_names([f'{old} to {new}' for old, new in comparison.moved])}."
    if comparison.reasons:
        yield f"What is undecided: {_first_names(comparison.reasons, '; ')}."


def _first_names(names: Sequence[str], separator: str = ", ") -> str:
    """Join names, of many only the first, and count the rest."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return separator.join(names[:_NAMED]) + more
