"""An account that is closed in the file: what goes with it, said by effect."""

from __future__ import annotations

from guardrails.changes import BaselinePair, Entry, SafetyDirection, baseline_changes
from tests.baselines import changed, load_small

CLOSED = ("tags:", "accounts: { closed: [Workloads/Prod/shop] }\ntags:")
OWN = ("    everything: { amount: 1000 }", "    shop: { amount: 1, scope: Workloads/Prod/shop }")
SHOP = ("Workloads/Prod/shop",)


def _entries(before: str, after: str) -> dict[str, Entry]:
    entries = baseline_changes(BaselinePair(load_small(before), load_small(after))).entries
    return {entry.field: entry for entry in entries}


def test_closing_takes_assignments_and_its_own_budget() -> None:
    """People lose access, which narrows; nobody is told of the account's costs, which widens."""
    entries = _entries(changed(OWN), changed(OWN, CLOSED))
    assert set(entries) == {"accounts.closed", "access.assignments[0]", "budgets.limits.shop"}
    assert entries["accounts.closed"].direction is SafetyDirection.NEUTRAL
    assert entries["accounts.closed"].accounts == SHOP
    lost = entries["access.assignments[0]"]
    assert (lost.direction, lost.accounts) == (SafetyDirection.NARROWED, SHOP)
    assert lost.sentence == "developers can no longer sign in with ReadOnly"
    budget = entries["budgets.limits.shop"]
    assert budget.direction is SafetyDirection.WIDENED
    assert budget.sentence == "The budget shop is removed: nobody is told of its costs"


def test_opening_it_again_gives_them_back() -> None:
    """Whoever is assigned above it may sign in again, which widens."""
    entries = _entries(changed(OWN, CLOSED), changed(OWN))
    assert entries["access.assignments[0]"].direction is SafetyDirection.WIDENED
    assert entries["budgets.limits.shop"].direction is SafetyDirection.NARROWED
    assert entries["accounts.closed"].sentence.startswith("No longer closed")


def test_a_closed_account_that_leaves_the_file_is_no_change_here() -> None:
    """After 90 days it goes from both places; the comparison of the policies names who left."""
    gone = ('          accounts: { shop: "444444444441" }\n', "")
    assert _entries(changed(CLOSED), changed(gone)) == {}


def test_a_changed_budget_of_a_closed_account_is_no_change() -> None:
    """It isn't deployed before or after."""
    other = (OWN[0], OWN[1].replace("amount: 1,", "amount: 2,"))
    assert _entries(changed(OWN, CLOSED), changed(other, CLOSED)) == {}
