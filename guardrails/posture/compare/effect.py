"""What changes for the accounts of one pair: every cell decided before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from typing import NamedTuple, TypeAlias

from guardrails.policy import Statement
from guardrails.policy.cells import EVERY, Cell, Values
from guardrails.policy.conditions import conditions_of
from guardrails.policy.sides import fixed_by, space_of
from guardrails.policy.values import PRINCIPAL_ARN, REGION
from guardrails.policy.variables import Context
from guardrails.posture.compare.model import Direction
from guardrails.posture.compare.pairs import Pair
from guardrails.posture.rulebook import Rulebook

KEPT = frozenset({PRINCIPAL_ARN, REGION})

_MOST_OPEN = 6
"""Of how many rules that nobody can decide every combination is tried."""


class Outcome(NamedTuple):
    """What becomes of requests, and whether that is certain."""

    direction: Direction | None
    certain: bool


Part: TypeAlias = tuple[tuple[Cell, Outcome], ...]
"""Cells of the same actions, each with its outcome."""


class Effect:
    """The rules of both sides, each statement once, and the cells in which they differ."""

    def __init__(self, pair: Pair, policy_type: str) -> None:
        self.pair, self.policy_type = pair, policy_type
        book = Rulebook()
        self.before, self.after = (
            book.standing(one.levels, policy_type, partial(_settled, fixed_by(policy_type, one.seat)))
            for one in (pair.before, pair.after)
        )
        self.space = space_of(policy_type, book.rules, pair.after.seat)
        self.labels: dict[Values, tuple[str, ...]] = {}
        """What principals are called, as far as somebody has asked."""

    @cached_property
    def principal_patterns(self) -> frozenset[str]:
        """Every value that a rule compares a principal's ARN with."""
        conditions = (one for rule in self.space.rules for one in rule.conditions if one.key == PRINCIPAL_ARN)
        return frozenset(pattern for one in conditions for pattern in one.values)

    @cached_property
    def suspects(self) -> int:
        """The rules that only one side has; where none of them speaks of an action, nothing changes for it.

        A level that allows otherwise may change any action: what it lost an Allow of, no rule may speak of.
        """
        if {*self.before.allowing} != {*self.after.allowing}:
            return EVERY
        return self.before.denying ^ self.after.denying

    def parts(self) -> Iterator[Part]:
        """List the cells of the same actions together, where any of them changes, each with its outcome."""
        if not self.suspects:
            return
        for cells in self.space.grouped_cells(KEPT, among=self.suspects):
            found = tuple((cell, self.outcome(cell.readings())) for cell in cells)
            if any(outcome.direction for _, outcome in found):
                yield found

    def outcome(self, readings: Iterable[tuple[int, int]]) -> Outcome:
        """Tell what becomes of requests.

        A rule of which nobody can say whether it applies is tried both ways, on both sides alike.

        Args:
            readings: the rules that apply and those that may, for each reading of a `*`.
        """
        directions: set[Direction | None] = set()
        for applying, perhaps in readings:
            unsure = perhaps & (self.before.rules | self.after.rules)
            if unsure.bit_count() > _MOST_OPEN:
                return Outcome(Direction.UNDECIDED, certain=False)
            directions |= {self._direction(applying | some) for some in _subsets(unsure)}
        changes = directions - {None}
        if len(changes) > 1:
            return Outcome(Direction.UNDECIDED, certain=False)
        return Outcome(next(iter(changes), None), certain=len(directions) == 1)

    def _direction(self, applying: int) -> Direction | None:
        denied = self.before.denies(applying)
        if denied == self.after.denies(applying):
            return None
        return Direction.WIDENED if denied else Direction.NARROWED


def _settled(fixed: Context, statement: Statement, version: str) -> Statement | None:
    """Return a statement as it reads where an account stands; None where it never applies there."""
    conditions = conditions_of(statement.conditions, version)
    settled = [one.keys <= fixed.keys() for one in conditions]
    told = list(zip(statement.conditions, conditions, settled, strict=True))
    if any(known and one.holds(fixed) is False for _, one, known in told):
        return None
    return replace(statement, conditions=tuple(written for written, _, known in told if not known))


def _subsets(bits: int) -> Iterator[int]:
    """List every choice among some bits, none of them and all of them included."""
    chosen = bits
    while chosen:
        yield chosen
        chosen = (chosen - 1) & bits
    yield 0
