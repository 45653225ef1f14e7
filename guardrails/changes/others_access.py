"""The assignments that others made, as far as the two sides of a comparison know them."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.baseline.existing_sets import assignments_of_others, source_of
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection
from guardrails.errors import counted

_PATH = ("organization", "foreign")


def others_compared(pair: BaselinePair) -> bool:
    """Return whether both sides know the assignments of others, so that a difference is one in AWS."""
    return all(assignments_of_others(baseline) is not None for baseline in (pair.before, pair.after))


def who_has_it_is_known(baseline: Baseline, name: str) -> bool:
    """Return whether it is known who has a permission set: of an existing one, others may assign it."""
    declared = baseline.access.permission_sets.get(name) if baseline.access else None
    return declared is None or not declared.existing or assignments_of_others(baseline) is not None


def others_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Say where only one side knows the assignments of others."""
    before, after = (assignments_of_others(baseline) for baseline in (pair.before, pair.after))
    if before is None and after is not None and pair.after.foreign is not None:
        amount = counted(len(after), "assignment")
        sentence = f"{source_of(pair.after.foreign)} names {amount} of groups by others, unknown before"
        yield pair.new(SafetyDirection.NEUTRAL, _PATH, sentence)
    elif before is not None and after is None and pair.before.foreign is not None:
        amount = counted(len(before), "assignment")
        sentence = f"Nobody knows the assignments of others any more: {source_of(pair.before.foreign)}"
        yield pair.new(SafetyDirection.WIDENED, _PATH, f"{sentence} named {amount} of groups")
