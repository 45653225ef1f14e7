"""`compare`: who gains or loses what between two postures."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from guardrails.baseline import Baseline
from guardrails.changes import AlarmSummary, BaselinePair, SafetyDirection, SectionChanges, baseline_changes
from guardrails.cli.accepted_changes import Accepted, accepted_changes
from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    FormatOption,
    answer,
    refuse,
    today,
)
from guardrails.cli.common import rendered as rendered_findings
from guardrails.cli.sources import ComparisonSource, source_from
from guardrails.errors import InputError
from guardrails.posture.compare import Comparison, Direction, owners_of
from guardrails.posture.compare import compare as compared
from guardrails.report import comparison as rendered
from guardrails.report.comparison_json import as_json
from guardrails.stacks.alerts.alarms import chosen_alarms


class CompareFailOn(StrEnum):
    """What ends the command with exit code 1."""

    WIDENED = "widened"
    ANY = "any"
    NONE = "none"


_SOURCE = "A baseline file, a folder with a cloud assembly, a posture as JSON, or a git revision."
Before = Annotated[str, typer.Argument(metavar="A", help=_SOURCE)]
After = Annotated[str, typer.Argument(metavar="B", help="What A becomes: any of the same.")]
FailOnOption = Annotated[
    CompareFailOn,
    typer.Option(
        "--fail-on", help="What ends with 1: what widens or can't be compared; any change; nothing."
    ),
]

DetailsOption = Annotated[bool, typer.Option("--details", help="In text, tell each change by itself.")]


def compare(
    before: Before,
    after: After,
    *,
    fail_on: FailOnOption = CompareFailOn.WIDENED,
    baseline: BaselineOption = DEFAULT_BASELINE,
    output: FormatOption = Format.TEXT,
    details: DetailsOption = False,
) -> None:
    """Say what changes when A becomes B: who may do what, who may sign in, what is recorded, who is told."""
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
    if fails(judged.comparison, judged.beside, fail_on):
        raise typer.Exit(FINDINGS)


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
    return SectionChanges(unknown=f"one side is {' and the other '.join(kinds)}", refused=refused)


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
