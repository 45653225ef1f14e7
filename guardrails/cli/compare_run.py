"""Run `compare`: take two postures, compare them and answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from guardrails.baseline import Baseline
from guardrails.changes import AlarmSummary, BaselinePair, SafetyDirection, SectionChanges, baseline_changes
from guardrails.changes.center import compare_center
from guardrails.cli.accepted_changes import Accepted, accepted_changes
from guardrails.cli.common import CompareFailOn, Format, answer, refuse, today
from guardrails.cli.common import rendered as rendered_findings
from guardrails.cli.sources import ComparisonSource, source_from
from guardrails.errors import InputError
from guardrails.posture.compare import Comparison, Direction, owners_of
from guardrails.posture.compare import compare as compared
from guardrails.report import comparison as rendered
from guardrails.report.comparison_json import as_json
from guardrails.stacks.alerts.alarms import chosen_alarms


def run(
    before: str, after: str, baseline: Path, output: Format, fail_on: CompareFailOn, *, details: bool
) -> bool:
    """Compare two sources and print the answer; return whether the command fails.

    Args:
        before: The source that the other one replaces.
        after: The source that replaces it.
        baseline: The baseline file in a git revision, as a path from here.
        output: The format of the answer.
        fail_on: The changes that fail the command.
        details: Whether a text has an entry for each change.

    Raises:
        typer.Exit: When a source can't be read.
    """
    try:
        old, new = source_from(before, baseline), source_from(after, baseline)
        baselines = [source.baseline for source in (old, new) if source.baseline is not None]
        comparison, beside = (
            compared(old.posture, new.posture, owners=owners_of(*baselines)),
            beside_policies(old, new),
        )
    except InputError as error:
        raise refuse(error, output) from None
    judged = accepted_changes(comparison, beside, new.baseline, today())
    answer(
        output,
        as_json=lambda: {**as_json(comparison, beside), **_accepted_json(judged)},
        text=lambda: (*rendered.text(comparison, beside, details=details), *judged.lines()),
        markdown=lambda: (
            *rendered.markdown(comparison, beside),
            *(line for accepted_line in judged.lines() for line in ("", accepted_line)),
        ),
    )
    return fails(judged.comparison, judged.beside, fail_on)


def _accepted_json(judged: Accepted) -> dict[str, Any]:
    return {
        "widened": [{"id": finding.id, "at": finding.field} for finding in judged.still_open],
        "accepted": rendered_findings(accepted_finding.rendered for accepted_finding in judged.accepted),
        "no_longer_accepted": rendered_findings(judged.overdue),
        "warnings": rendered_findings(judged.unused),
    }


def beside_policies(before: ComparisonSource, after: ComparisonSource) -> SectionChanges:
    """Compare what the two postures leave out."""
    if before.baseline is not None and after.baseline is not None:
        alarms = alarms_of(before.baseline), alarms_of(after.baseline)
        return baseline_changes(
            BaselinePair(before.baseline, after.baseline, (before.name, after.name), alarms)
        )
    kinds = dict.fromkeys(source.kind for source in (before, after) if source.baseline is None)
    refused = before.refused or after.refused
    unknown = f"one side is {' and the other '.join(kinds)}"
    sides = before.center, after.center
    if sides[0] is None or sides[1] is None:
        return SectionChanges(unknown=unknown, refused=refused)
    center = compare_center(sides[0], sides[1])
    return SectionChanges(center.entries, unknown=unknown, refused=refused, center=True, notes=center.notes)


def alarms_of(baseline: Baseline) -> dict[str, AlarmSummary]:
    """Return the alarms of a baseline by their ids."""
    if baseline.alerts is None or baseline.trail is None:
        return {}
    alarms = chosen_alarms(baseline, baseline.alerts, baseline.trail)
    return {alarm.id: AlarmSummary(alarm.severity, alarm.threshold) for alarm in alarms}


def fails(comparison: Comparison, beside: SectionChanges, fail_on: CompareFailOn) -> bool:
    """Return whether a comparison ends with exit code 1."""
    directions = comparison.directions()
    if fail_on is not CompareFailOn.NONE and (comparison.disjoint or beside.refused):
        return True  # nobody can say what changes
    if fail_on is CompareFailOn.WIDENED:
        widened = not directions <= {Direction.NARROWED} or SafetyDirection.WIDENED in beside.directions()
        return widened or bool(beside.uncompared)
    changed = directions or comparison.settings or beside.entries or beside.uncompared
    return fail_on is CompareFailOn.ANY and bool(changed)
