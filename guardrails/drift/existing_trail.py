"""A trail of others that the file names: whether it still records, and still delivers where the file says."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.capture.sections.trail import CapturedTrail
from guardrails.capture.trail_delivery import other_deliveries
from guardrails.capture.trail_strength import records_all
from guardrails.drift.context import MISSING, DriftContext, Outcome, refusal_of, shown
from guardrails.drift.model import DeclaredPlace, Drift, DriftDirection, Lookup, UnknownState

TYPES: tuple[str, ...] = ()
"""No template has it: the file says what is compared."""
_EVENTS = ("StopLogging", "UpdateTrail", "DeleteTrail", "PutEventSelectors")
_READS = "cloudtrail:DescribeTrails"


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare the trail of others with the file."""
    existing = context.existing
    if existing is None:
        return
    subject = f"trail {existing.name} of others"
    trails = context.capture.trails.trails if context.capture.trails else None
    if trails is None:
        yield UnknownState(subject, "all of it", refusal_of(context.capture, "trails", _READS))
        return
    actual = next((trail for trail in trails if trail.arn == existing.arn), None)
    if actual is None:
        remedy = "name the trail that records in trail.existing, or let this file make one"
        yield _drift(existing, MISSING, ("it exists", "it doesn't exist"), remedy)
        return
    yield from _recording(context, existing, actual, subject)
    yield from _deliveries(existing, actual)


def _recording(
    context: DriftContext, existing: ExistingTrail, actual: CapturedTrail, subject: str
) -> Iterator[Outcome]:
    start = f"aws cloudtrail start-logging --name {existing.arn} --region {existing.home_region}"
    ask = "ask the owner of the trail; no line of this file changes it"
    for name, value, action, restore in (
        ("logging", actual.logging, "cloudtrail:GetTrailStatus", (start,)),
        ("of the organization", actual.organization, _READS, ()),
        ("all management events", records_all(actual), "cloudtrail:GetEventSelectors", ()),
    ):
        if value is None:
            yield UnknownState(subject, name, refusal_of(context.capture, "trails", action))
        elif not value:
            yield _drift(existing, name, (shown(True), shown(False)), ask, restore)  # noqa: FBT003 a value


def _deliveries(existing: ExistingTrail, actual: CapturedTrail) -> Iterator[Outcome]:
    for field, typed, value in other_deliveries(existing, actual):
        line = f"write `{field}: {value}` into" if value else f"remove `{field}` from"
        remedy = f"{line} trail.existing, then deploy"
        yield _drift(existing, field.replace("_", " "), (shown(typed), shown(value)), remedy)


def _drift(
    existing: ExistingTrail,
    name: str,
    values: tuple[str, str],
    take_over: str,
    restore: tuple[str, ...] = (),
) -> Drift:
    return Drift(
        subject=f"trail {existing.name} of others",
        property_name=name,
        place=DeclaredPlace("", "", existing.arn),
        expected=values[0],
        actual=values[1],
        direction=DriftDirection.WIDER if name in _WEAKER else DriftDirection.UNKNOWN,
        restore=restore,
        take_over=take_over,
        lookup=Lookup(existing.home_region, existing.name, _EVENTS),
    )


_WEAKER = (MISSING, "logging", "of the organization", "all management events")
