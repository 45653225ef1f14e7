"""A failure says how many accounts and units it concerns beside the one of its example."""

from __future__ import annotations

import pytest

from guardrails.errors import Location
from guardrails.posture.prove import Failure

UNITS = ("A", "B", "C", "D", "E", "F", "G")


def _problem(accounts: int, units: tuple[str, ...] = ()) -> str:
    failure = Failure(
        1, "intent-not-kept", Location("b"), "", "a problem", "", accounts=accounts, units=units
    )
    return failure.finding().problem


@pytest.mark.parametrize(
    ("accounts", "units", "similar"),
    [
        (1, (), ""),
        (2, (), " (and alike in 1 more account)"),
        (3, (), " (and alike in 2 more accounts)"),
        (1, ("A",), " (and alike in new accounts of A)"),
        (2, ("A", "B"), " (and alike in 1 more account and in new accounts of A, B)"),
        (0, ("A",), ""),
        (0, ("A", "B"), " (and alike in new accounts of B)"),
        (1, UNITS[:3], " (and alike in new accounts of A, B, C)"),
        (1, UNITS, " (and alike in new accounts of A, B, C and 4 more)"),
    ],
)
def test_a_failure_counts_what_is_like_its_example(
    accounts: int, units: tuple[str, ...], similar: str
) -> None:
    """The example's own account, or the unit of its new account, isn't counted again."""
    assert _problem(accounts, units) == f"a problem{similar}"
