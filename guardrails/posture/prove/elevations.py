"""Prove both sides of an elevation's window: nothing outside it, and the copied set inside it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.elevations import Elevation, set_name
from guardrails.policy import Document
from guardrails.policy.allowed import difference
from guardrails.policy.language.document import from_dict
from guardrails.posture.compile.expiry import CURRENT_TIME
from guardrails.posture.prove.report import Failure, Unproven

_OF_THE_COMPILER = "this is a fault of the compiler: report it, and don't deploy"
_UNDECIDED = "the inline policy of the copied permission set has statements that nobody can compare"


def elevation_findings(baseline: Baseline) -> Iterator[Failure | Unproven]:
    """Hold the documents that are deployed for elevations against the windows of the file."""
    access = baseline.access
    for name, elevation in access.elevations.items() if access is not None else ():
        if access is not None and elevation.permission_set in access.permission_sets:
            yield from _window(baseline, name, elevation)


def _window(baseline: Baseline, name: str, elevation: Elevation) -> Iterator[Failure | Unproven]:
    """Ask the engine about every class of requests.

    Outside, even a policy beside the inline one that allows everything may allow nothing. Inside, the copy
    and the original may not differ in anything.
    """
    bounded = baseline.inline_policies[set_name(name)].document
    original = baseline.inline_policies.get(elevation.permission_set)
    originals = [original.document] if original is not None else []
    everything, nothing = (_outside(elevation, effect) for effect in ("Allow", "Deny"))
    opened = difference([bounded], [bounded, everything])
    inside = difference([*originals, nothing], [bounded, nothing])
    location, subject = baseline.locate("access", "elevations", name), f"access.elevations.{name}"
    if not (opened.decided and inside.decided):
        yield Unproven(3, location, subject, _UNDECIDED)
    if opened.decided and opened.gained:
        problem = f"its role may act before {elevation.starts} or from {elevation.ends} on"
        yield Failure(3, "elevation-open", location, subject, problem, _OF_THE_COMPILER)
    if inside.decided and inside.gained | inside.lost:
        problem = f"it allows {'more' if inside.gained else 'less'} than {elevation.permission_set} meanwhile"
        yield Failure(3, "elevation-differs", location, subject, problem, _OF_THE_COMPILER)


def _outside(elevation: Elevation, effect: str) -> Document:
    """Return a policy that speaks of every request outside the window, by the file alone."""
    bounds = (("DateLessThan", elevation.starts), ("DateGreaterThanEquals", elevation.ends))
    statements = [
        {"Effect": effect, "Action": "*", "Resource": "*", "Condition": {operator: {CURRENT_TIME: moment}}}
        for operator, moment in bounds
    ]
    return from_dict({"Version": "2012-10-17", "Statement": statements})
