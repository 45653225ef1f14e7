"""Warnings about organization trails that the file with the policies of others names."""

from __future__ import annotations

import json

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.warnings import warnings
from guardrails.capture.foreign import foreign_policies
from guardrails.errors import Finding
from tests.adopt.organizations import three_accounts
from tests.adopt.test_trail import existing_capture
from tests.baselines import SMALL, findings_in, load_small
from tests.existing_trail import ARN, EXISTING_SMALL
from tests.posture.foreign import FILE, TOWER, form_of, naming

OTHER = ARN.replace("aws-controltower-BaselineCloudTrail", "company")


def _load(text: str, *trails: str) -> Baseline:
    return load_small(naming(text), {FILE: json.dumps({**form_of(*TOWER), "trails": list(trails)})})


def _about(text: str, *trails: str) -> list[Finding]:
    ids = ("second-organization-trail", "existing-trail-unseen")
    return [finding for finding in warnings(_load(text, *trails)) if finding.id in ids]


def test_a_second_trail_is_warned_of_with_its_price() -> None:
    """At its place in the file of others, with the field that makes no second one."""
    (finding,) = _about(SMALL, ARN)
    assert (finding.id, finding.location.file) == ("second-organization-trail", FILE)
    assert "2.00 US dollars per 100,000" in finding.problem
    assert "trail.existing" in finding.remedy


def test_the_trail_that_the_file_names_is_no_second_one() -> None:
    """Only another one beside it is."""
    assert _about(EXISTING_SMALL, ARN) == []
    (finding,) = _about(EXISTING_SMALL, ARN, OTHER)
    assert OTHER in finding.problem


def test_a_trail_that_nobody_saw_is_warned_of() -> None:
    """Where the file of others has trails at all; older files have none."""
    assert [finding.id for finding in _about(EXISTING_SMALL, OTHER)] == [
        "existing-trail-unseen",
        "second-organization-trail",
    ]
    assert _about(EXISTING_SMALL) == []
    assert _about(SMALL) == []


def test_without_the_section_nothing_is_paid_twice() -> None:
    """The trail of others is the only one."""
    start = SMALL.index("trail:\n")
    without = SMALL[:start] + SMALL[SMALL.index("budgets:") :]
    assert _about(without.replace("  - control: protect_trail\n", ""), ARN) == []


@pytest.mark.parametrize("wrong", ["company", ARN.replace(":trail/", ":channel/")])
def test_what_is_no_trail_is_refused(wrong: str) -> None:
    """With its place."""
    form = json.dumps({**form_of(*TOWER), "trails": [wrong]})
    (finding,) = findings_in(naming(SMALL), {FILE: form})
    assert finding.field == "trails[0]"


def test_a_capture_writes_the_trails_of_others() -> None:
    """Those of the organization; an account's own is nobody's second copy."""
    capture = existing_capture(three_accounts())
    assert json.loads(foreign_policies(capture, "capture.json"))["trails"] == [ARN]
