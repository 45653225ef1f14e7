"""`accept`: who answers for a finding, where, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guardrails.baseline.acceptance import UNUSED, Judgement, judge
from guardrails.errors import Finding, Location
from tests.baselines import TODAY, changed, findings_in, load_small

FINDING = Finding(Location("baseline.yaml", 9, 3), "access.assignments[1]", "it is wide", "narrow it", "wide")
ENTRY = "accept: [{{ id: {id}, {at}owner: me@example.com, reason: agreed, until: {until} }}]\ntags:"


def _judged(*, id_: str = "wide", at: str = "", until: date = TODAY) -> Judgement:
    entry = ENTRY.format(id=id_, at=f"at: '{at}', " if at else "", until=until)
    return judge(load_small(changed(("tags:", entry))), [FINDING], TODAY)


@pytest.mark.parametrize("at", ["", "access", "access.assignments", "access.assignments[1]"])
def test_an_entry_accepts_its_finding_until_its_last_day(at: str) -> None:
    """It names the field, what contains it, or none; the last day counts."""
    judged = _judged(at=at)
    assert ([item.finding for item in judged.accepted], judged.open) == ([FINDING], ())
    assert "accepted until 2026-06-01 by me@example.com (agreed): it is wide" in judged.accepted[0].problem
    assert judged.overdue == judged.unused == ()


@pytest.mark.parametrize("at", ["acc", "access.assignments[1].at", "access.assignments[10]", "budgets"])
def test_an_entry_for_another_place_accepts_nothing_and_is_unused(at: str) -> None:
    """A beginning of the field's text isn't a part that contains it."""
    judged = _judged(at=at)
    assert (judged.open, judged.accepted) == ((FINDING,), ())
    assert [(finding.id, finding.field) for finding in judged.unused] == [(UNUSED, "accept[0]")]
    assert _judged(id_="other").open == (FINDING,)


def test_an_entry_with_a_misspelled_id_is_told_the_nearest() -> None:
    """Of what was found; an id like no other one has nothing to be taken for."""
    remedies = [_judged(id_=name).unused[0].remedy for name in ("wid", "other")]
    assert remedies == ['did you mean "wide"? Else remove the entry', "remove the entry"]


def test_an_entry_that_is_over_makes_its_finding_an_error() -> None:
    """The error stands at `until`, and says what was accepted."""
    judged = _judged(until=TODAY - timedelta(days=1))
    assert (judged.open, judged.accepted, judged.unused) == ((), (), ())
    [error] = judged.overdue
    assert error.field == "accept[0].until"
    assert "me@example.com accepted this until 2026-05-31, which is over" in error.problem


def test_of_two_entries_the_one_that_is_not_over_counts() -> None:
    """A renewed entry beside the old one accepts; the old one is no error then."""
    entries = ENTRY.format(id="wide", at="", until="2026-01-01").replace(
        "]\n", ", { id: wide, owner: you, reason: again, until: 2026-12-31 }]\n"
    )
    judged = judge(load_small(changed(("tags:", entries))), [FINDING], TODAY)
    assert [item.acceptance.owner for item in judged.accepted] == ["you"]
    assert judged.overdue == judged.open == ()


def test_an_entry_needs_an_owner_a_reason_and_an_end() -> None:
    """Nothing is accepted for ever, or by nobody."""
    fields = {finding.field for finding in findings_in(changed(("tags:", "accept: [{ id: wide }]\ntags:")))}
    assert fields == {"accept[0].owner", "accept[0].reason", "accept[0].until"}
