"""Drift of a trail of others: whether it records, and whether it delivers where the file says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guardrails.capture import Capture
from guardrails.drift import drift_of
from guardrails.drift.model import DriftDirection, DriftReport
from guardrails.report.drift import text
from guardrails.report.status import status
from tests.baselines import TODAY
from tests.drift.deployed import deployed
from tests.edited import edited
from tests.existing_trail import ARN, BUCKET, NAME, use_existing
from tests.preflight.cases import NO_TRAILS, existing

SUBJECT = f"trail {NAME} of others"


def _report(capture: Capture) -> DriftReport:
    return drift_of(edited(use_existing), capture, "capture.json")


def _about(report: DriftReport) -> list[tuple[str, DriftDirection]]:
    return [(drift.property_name, drift.direction) for drift in report.drifts if drift.subject == SUBJECT]


@pytest.fixture(scope="module")
def sound() -> Capture:
    """The example's deployment with the trail of others; its own trail is no part of the file."""
    return existing()(deployed())


def test_a_trail_that_records_has_no_drift(sound: Capture) -> None:
    """And nobody misses the template of a trail that no stack makes."""
    report = _report(sound)
    assert _about(report) == []
    assert not [entry for entry in report.unknown if entry.subject in ("trail", SUBJECT)]
    assert f"bucket {BUCKET} belongs to others, so nothing compares it" in report.notes


@pytest.mark.parametrize(
    ("fields", "name", "direction"),
    [
        ({"logging": False}, "logging", DriftDirection.WIDER),
        ({"organization": False}, "of the organization", DriftDirection.WIDER),
        (
            {"basic_selectors": ({"ReadWriteType": "WriteOnly"},)},
            "all management events",
            DriftDirection.WIDER,
        ),
        ({"bucket": "elsewhere"}, "bucket", DriftDirection.UNKNOWN),
        ({"prefix": ""}, "prefix", DriftDirection.UNKNOWN),
        ({"key": ""}, "key", DriftDirection.UNKNOWN),
        ({"log_group": ""}, "log group", DriftDirection.UNKNOWN),
        ({"name": "another"}, "exists", DriftDirection.WIDER),
    ],
)
def test_a_change_by_the_owner_is_named(
    sound: Capture, fields: dict[str, Any], name: str, direction: DriftDirection
) -> None:
    """With the way to take it over, and the place in the event history that says who did it."""
    report = _report(existing(**fields)(sound))
    assert _about(report) == [(name, direction)]
    drift = next(drift for drift in report.drifts if drift.subject == SUBJECT)
    assert drift.take_over
    assert drift.lookup is not None
    assert drift.lookup.resource == NAME
    assert any(line.startswith(f"{SUBJECT}, {name}") for line in text(report))


def test_a_stopped_trail_stands_on_the_one_screen(sound: Capture) -> None:
    """`status` says it among the drifts; one call starts the trail again."""
    capture = existing(logging=False)(sound)
    report = _report(capture)
    (drift,) = (drift for drift in report.drifts if drift.subject == SUBJECT)
    assert drift.restore == (f"aws cloudtrail start-logging --name {ARN} --region eu-central-1",)
    few = replace(report, drifts=(drift,))
    screen = "\n".join(status(edited(use_existing), capture, few, TODAY))
    assert f"{SUBJECT}, logging" in screen


@pytest.mark.parametrize("fields", [{"logging": None}, {"selectors": None}])
def test_what_nobody_read_is_unknown(sound: Capture, fields: dict[str, Any]) -> None:
    """And is no drift."""
    report = _report(existing(**fields)(sound))
    assert _about(report) == []
    assert SUBJECT in [entry.subject for entry in report.unknown]


def test_without_the_section_all_of_it_is_unknown(sound: Capture) -> None:
    """A capture whose reader was refused says nothing about the trail."""
    assert (SUBJECT, "all of it") in [
        (entry.subject, entry.property_name) for entry in _report(NO_TRAILS(sound)).unknown
    ]
