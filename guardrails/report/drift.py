"""The drift of an organization, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guardrails.changes import SectionChanges
from guardrails.drift import Drift, DriftReport
from guardrails.errors import counted, one_line
from guardrails.report import comparison as comparisons
from guardrails.report.comparison_json import as_json as comparison_json

NONE = "No drift: AWS is as it was deployed."
_BESIDE = SectionChanges()


def text(report: DriftReport, *, details: bool = False) -> Iterator[str]:
    """Render for a terminal, line by line.

    Args:
        report: What differs.
        details: Whether each change of the policies has an entry.
    """
    yield headline(report)
    yield from _policies(report, details=details)
    for drift in report.drifts:
        yield ""
        yield from map(one_line, _drift(drift))
    for title, lines in (
        ("Unknown:", [f"{entry.subject}, {entry.property_name}: {entry.reason}" for entry in report.unknown]),
        ("No drift, but good to know:", [*report.notes]),
        ("Expected values come from:", [*report.sources]),
    ):
        if lines:
            yield ""
            yield title
            yield from (one_line(f"  {line}") for line in lines)
    if report.uncompared:
        yield ""
        kinds = ", ".join(f"{kind} ({count})" for kind, count in report.uncompared)
        yield f"Not compared: {kinds}"


def headline(report: DriftReport) -> str:
    """Say in one sentence what comes out."""
    if report.clean:
        return NONE
    parts = [counted(len(report.drifts), "property") + " drifted"] if report.drifts else []
    if report.effective:
        parts.append("the policies in AWS have another effect than the baseline's")
    if report.unknown:
        parts.append(f"{counted(len(report.unknown), 'property')} unknown")
    return f"{'; '.join(parts)}."


def _policies(report: DriftReport, *, details: bool) -> Iterator[str]:
    comparison = report.effects.comparison
    if comparison is None:
        return
    yield ""
    yield "Policies in AWS against those of the baseline:"
    for line in comparisons.text(comparison, _BESIDE, details=details):
        yield f"  {line}" if line else ""
    if report.effects.others:
        names = ", ".join(report.effects.others)
        yield one_line(f"  Policies of others count on both sides, for no file names them: {names}")


def _drift(drift: Drift) -> Iterator[str]:
    yield f"{drift.subject}, {drift.property_name} ({drift.direction})"
    yield f"  deployed:  {drift.expected}"
    yield f"  in AWS:    {drift.actual}"
    yield f"  where:     {drift.place}"
    for command in drift.restore:
        yield f"  bring back: {command}"
    yield f"  take over: {drift.take_over}"
    if drift.change is not None:
        yield f"  who:       {drift.change.by} by {drift.change.event} at {drift.change.at}"
    elif drift.lookup is not None:
        events = ", ".join(drift.lookup.events)
        yield f"  who:       unknown; look in {drift.lookup.region} for {drift.lookup.resource} in {events}"


def as_json(report: DriftReport) -> dict[str, Any]:
    """Render as what JSON can hold."""
    comparison = report.effects.comparison
    return {
        "drift": not report.clean,
        "drifts": [_drift_json(drift) for drift in report.drifts],
        "policies": None if comparison is None else comparison_json(comparison, _BESIDE),
        "policies_of_others": list(report.effects.others),
        "unknown": [
            {"subject": entry.subject, "property": entry.property_name, "reason": entry.reason}
            for entry in report.unknown
        ],
        "notes": list(report.notes),
        "sources": list(report.sources),
        "not_compared": dict(report.uncompared),
    }


def _drift_json(drift: Drift) -> dict[str, Any]:
    place, lookup, change = drift.place, drift.lookup, drift.change
    return {
        "id": drift.id,
        "subject": drift.subject,
        "property": drift.property_name,
        "stack": place.stack,
        "logical_id": place.logical_id,
        "arn": place.arn,
        "expected": drift.expected,
        "actual": drift.actual,
        "direction": drift.direction,
        "restore": list(drift.restore),
        "take_over": drift.take_over,
        "lookup": lookup
        and {"region": lookup.region, "resource": lookup.resource, "events": list(lookup.events)},
        "change": change and {"event": change.event, "by": change.by, "at": change.at},
    }
