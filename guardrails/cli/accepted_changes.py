"""Changes that widen between two baselines, as findings that `accept` of the second one can name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from guardrails.baseline import Baseline
from guardrails.baseline.acceptance import AcceptedFinding, judge
from guardrails.changes import Causes, Entry, SafetyDirection, SectionChanges
from guardrails.cli.widened_ids import POLICIES, UNDECIDED, WIDENED_IDS, of_section
from guardrails.errors import Finding, Location
from guardrails.posture.compare import Change, Comparison, Direction

_SHOWN = 5


@dataclass(frozen=True)
class Accepted:
    """The parts of a comparison that the second baseline accepts, and the rest."""

    comparison: Comparison
    """The changes of policies that nobody accepts."""
    beside: SectionChanges
    """The other changes that nobody accepts."""
    accepted: tuple[AcceptedFinding, ...] = ()
    overdue: tuple[Finding, ...] = ()
    """Errors: what was accepted until a day that is over, and widens still."""
    unused: tuple[Finding, ...] = ()
    """Warnings: entries that match nothing that widens."""
    still_open: tuple[Finding, ...] = field(default=())
    """The changes that widen and that nobody accepts."""

    def lines(self) -> Iterator[str]:
        """Render what is accepted, what no longer is, what matches nothing, and how to accept the rest."""
        yield from (str(accepted_finding.rendered) for accepted_finding in self.accepted)
        yield from map(str, self.overdue)
        yield from (str(replace(warning, problem=f"warning: {warning.problem}")) for warning in self.unused)
        if self.still_open:
            shown = [f"{finding.id} at {finding.field}" for finding in self.still_open[:_SHOWN]]
            more = len(self.still_open) - len(shown)
            remainder = f", and {more} more (--format json)" if more > 0 else ""
            yield f"To accept what widens, name it under `accept`: {', '.join(shown)}{remainder}."


def accepted_changes(
    comparison: Comparison, beside: SectionChanges, baseline: Baseline | None, today: dt.date
) -> Accepted:
    """Hold what widens against `accept` of the second baseline.

    Args:
        comparison: the changes of the policies.
        beside: the other changes.
        baseline: the second baseline; None where the source has none, so that nothing is accepted.
        today: the day (UTC) that the ends of the entries are held against.
    """
    if baseline is None:
        return Accepted(comparison, beside)
    causes = Causes(beside.pair)
    of_changes = {change: tuple(_of_change(change, causes)) for change in comparison.changes}
    of_entries = {
        entry: _of_entry(entry) for entry in beside.entries if entry.direction is SafetyDirection.WIDENED
    }
    findings = [
        *(finding for change_findings in of_changes.values() for finding in change_findings),
        *of_entries.values(),
    ]
    judged = judge(baseline, findings, today, WIDENED_IDS)
    taken = {accepted_finding.finding for accepted_finding in judged.accepted}
    open_changes = (
        change
        for change, change_findings in of_changes.items()
        if not change_findings or not taken.issuperset(change_findings)
    )
    open_entries = (entry for entry in beside.entries if of_entries.get(entry) not in taken)
    return Accepted(
        replace(comparison, changes=tuple(open_changes)),
        replace(beside, entries=tuple(open_entries)),
        judged.accepted,
        judged.overdue,
        judged.unused,
        judged.open,
    )


def _of_change(change: Change, causes: Causes) -> Iterator[Finding]:
    """Make a finding of each control or document that lets more through; of a change of both, of each."""
    direction = change.scope.direction
    if direction is Direction.NARROWED:
        return
    cause = causes.of(change.intents, change.scope.principals)
    whole = cause.field and not cause.field.startswith("guardrails")
    id_ = POLICIES if direction is Direction.WIDENED else UNDECIDED
    verb = "lets more through" if direction is Direction.WIDENED else "may let more through"
    for name in (cause.field,) if whole else change.intents or ("guardrails",):
        yield Finding(cause.location or Location(""), name, verb, "", id_)


def _of_entry(entry: Entry) -> Finding:
    section = entry.field.replace("[", ".").partition(".")[0]
    return Finding(entry.location, entry.field, entry.sentence, "", of_section(section))
