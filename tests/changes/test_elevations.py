"""Elevations in a comparison: who gains what, from when until when."""

from __future__ import annotations

from guardrails.changes.elevations import elevation_changes
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection
from guardrails.changes.run import baseline_changes
from tests.baselines import SMALL, load_small
from tests.elevations import elevated

W, N, NEUTRAL = SafetyDirection.WIDENED, SafetyDirection.NARROWED, SafetyDirection.NEUTRAL
FIELD = "access.elevations.incident-4711"
SHOP = ("Workloads/Prod/shop",)


def _entries(before: str, after: str) -> list[Entry]:
    return list(baseline_changes(BaselinePair(load_small(before), load_small(after))).entries)


def test_an_elevation_is_a_gain_of_its_group_with_its_window() -> None:
    """Its removal is the loss."""
    [gain] = _entries(SMALL, elevated())
    assert (gain.direction, gain.field, gain.accounts) == (W, FIELD, SHOP)
    assert gain.sentence == (
        "developers may use Developer from 2026-06-01T08:00:00Z until 2026-06-01T16:00:00Z, when AWS ends"
        " it; approved by pulls/17, because: Repairs the orders"
    )
    [loss] = _entries(elevated(), SMALL)
    assert (loss.direction, loss.field, loss.accounts) == (N, FIELD, SHOP)


def test_a_window_that_opens_earlier_or_ends_later_widens() -> None:
    """A shorter one narrows."""
    for field, moment in (("starts", "2026-06-01T07:00Z"), ("ends", "2026-06-01T17:00Z")):
        longer = elevated(**{field: moment})
        [entry] = _entries(elevated(), longer)
        assert (entry.direction, entry.field, entry.accounts) == (W, FIELD, SHOP)
        assert moment.replace("Z", ":00Z") in entry.sentence
        assert [entry.direction for entry in _entries(longer, elevated())] == [N]


def test_another_set_is_compared_by_what_it_allows_inside_the_window() -> None:
    """Where nobody else has the set, too."""
    [entry] = _entries(elevated(permission_set="ReadOnly"), elevated())
    assert entry.direction is W
    assert "allows more" in entry.sentence
    more = elevated(
        SMALL.replace("ReadOnly: {}", "ReadOnly: {}\n    Own: { managed: [AdministratorAccess] }")
    )
    less = more.replace("AdministratorAccess", "ReadOnlyAccess")
    entries = _entries(
        less.replace("permission_set: Developer\n", "permission_set: Own\n"),
        more.replace("permission_set: Developer\n", "permission_set: Own\n"),
    )
    assert (W, FIELD) in [(entry.direction, entry.field) for entry in entries]


def test_the_longest_time_is_a_limit_that_can_be_raised() -> None:
    """More hours widen."""
    pair = BaselinePair(load_small(elevated()), load_small(elevated(longest="48")))
    [entry] = elevation_changes(pair)
    assert (entry.direction, entry.field) == (W, "access.longest_elevation_hours")
    assert entry.sentence == "An elevation may last 48 hours instead of 24"


def test_another_approval_opens_nothing() -> None:
    """It is told all the same."""
    [entry] = _entries(elevated(), elevated(approved_by="pulls/18"))
    assert (entry.direction, entry.field) == (NEUTRAL, f"{FIELD}.approved_by")
