"""The accounts that are closed, or open again."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection

_PATH = ("accounts", "closed")


def closed_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare `accounts.closed`; what it does to assignments and budgets shows there.

    An account is compared by its id, so that a move changes nothing. One that joined or left the tree is
    left to the comparison of the policies.
    """
    before, after = _closed(pair.before), _closed(pair.after)
    stays = pair.before.tree.by_id.keys() & pair.after.tree.by_id.keys()
    if closing := (after - before) & stays:
        sentence = "Closed: assignments and budgets of its own go, and the proof no longer asks who gets in"
        yield pair.new(SafetyDirection.NEUTRAL, _PATH, sentence, closing)
    if reopened := (before - after) & stays:
        sentence = "No longer closed: it gets the assignments and budgets of its units again"
        yield pair.old(SafetyDirection.NEUTRAL, _PATH, sentence, reopened)


def _closed(baseline: Baseline) -> set[str]:
    return {account.id for account in baseline.tree.accounts if account.path in baseline.tree.closed}
