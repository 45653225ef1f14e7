"""Elevations before a deployment: the names of their permission sets, and who is in their groups."""

from __future__ import annotations

from guardrails.capture.sections.access import CapturedGroup, CapturedPermissionSet
from guardrails.preflight import PreflightViolation, checks
from tests.elevations import elevated
from tests.preflight.cases import TEXT, Change, access, inspection, sound

SET = "Elevated-incident-4711"


def _subjects(id_: str, change: Change, text: str) -> set[str]:
    outcomes = checks()[id_].check(inspection(change(sound()), text))
    return {outcome.subject for outcome in outcomes if isinstance(outcome, PreflightViolation)}


def test_the_name_of_an_elevation_is_taken() -> None:
    """AWS takes each name once, so its deployment would roll back."""
    taken = access(permission_sets=(CapturedPermissionSet(arn="arn:ps", name=SET),))
    assert _subjects("PF-NAM-001", taken, TEXT) == set()
    assert _subjects("PF-NAM-001", taken, elevated(TEXT)) == {SET}


def test_a_group_that_an_elevation_alone_uses_is_empty() -> None:
    """Nobody would be elevated."""
    helpers = TEXT.replace("    consultants: {", "    helpers: {}\n    consultants: {")
    empty = access(groups=(CapturedGroup(id="g-1", name="helpers", members=0),))
    assert "helpers" not in _subjects("PF-SSO-004", empty, helpers)
    assert "helpers" in _subjects("PF-SSO-004", empty, elevated(helpers, group="helpers"))
