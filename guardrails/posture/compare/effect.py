"""What changes for the accounts of one pair: every cell decided before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

from guardrails.policy import Document, Statement
from guardrails.policy.cells import EVERY, Cell, Values
from guardrails.policy.document import SCP
from guardrails.policy.rules import Rule, rules_of
from guardrails.policy.sides import Seat, fixed_by, space_of
from guardrails.policy.values import PRINCIPAL_ARN, REGION
from guardrails.posture.compare.model import Direction
from guardrails.posture.compare.pairs import Bound, Pair
from guardrails.posture.model import Policy

KEPT = frozenset({PRINCIPAL_ARN, REGION})


_MOST_OPEN = 6
"""Of how many rules that nobody can decide every combination is tried."""


class Outcome(NamedTuple):
    """What becomes of requests, and whether that is certain."""

    direction: Direction | None
    certain: bool


Part: TypeAlias = tuple[tuple[Cell, Outcome], ...]
"""Cells of the same actions, each with its outcome."""


@dataclass(frozen=True)
class Side:
    """Which rules are one posture's."""

    denying: int
    allowing: tuple[int, ...]
    """One set of rules a level, each of which has to allow."""
    policies: dict[int, tuple[Policy, ...]]
    """The policies that a rule stands in."""

    def denies(self, applying: int) -> bool:
        """Tell whether it denies a request to which exactly these rules apply."""
        return bool(applying & self.denying) or any(not applying & level for level in self.allowing)

    @cached_property
    def mine(self) -> int:
        """All its rules."""
        return self.denying | sum({*self.allowing})

    def denying_policies(self, certain: int) -> tuple[str, ...]:
        """Name the policies that deny, among rules that apply."""
        rules = certain & self.denying
        named = (policy.name for bit, found in self.policies.items() if rules >> bit & 1 for policy in found)
        return tuple(dict.fromkeys(named))


class Effect:
    """The rules of both sides, each statement once, and the cells in which they differ."""

    def __init__(self, pair: Pair, policy_type: str) -> None:
        self.pair, self.policy_type = pair, policy_type
        self._bits: dict[object, int] = {}
        self._rules: list[Rule] = []
        self.before = self._side(pair.before)
        self.after = self._side(pair.after)
        self.space = space_of(policy_type, self._rules, pair.after.seat)
        self.labels: dict[Values, tuple[str, ...]] = {}
        """What principals are called, as far as somebody has asked."""

    @cached_property
    def principal_patterns(self) -> frozenset[str]:
        """Every value that a rule compares a principal's ARN with."""
        conditions = (one for rule in self._rules for one in rule.conditions if one.key == PRINCIPAL_ARN)
        return frozenset(pattern for one in conditions for pattern in one.values)

    def _side(self, bound: Bound) -> Side:
        denying, allowing = 0, []
        policies: dict[int, tuple[Policy, ...]] = {}
        for level in bound.levels:
            allowed = 0
            for policy in level:
                if policy.type != self.policy_type:
                    continue
                for statement in policy.document.statements:
                    bit = self._bit(statement, policy.document.version, bound.seat)
                    if bit is None:
                        continue
                    policies[bit] = (*policies.get(bit, ()), policy)
                    if statement.effect == "Deny":
                        denying |= 1 << bit
                    else:
                        allowed |= 1 << bit
            allowing.append(allowed)
        # AWS keeps RCPFullAWSAccess attached everywhere, so what resources are asked for is allowed.
        return Side(denying, tuple(allowing) if self.policy_type == SCP else (), policies)

    def _bit(self, statement: Statement, version: str, seat: Seat) -> int | None:
        """Return the bit of a statement as it reads where the account stands; None where it never applies."""
        [rule] = rules_of(Document((replace(statement, sid=""),), version=version))
        fixed = fixed_by(self.policy_type, seat)
        settled = [one for one in rule.conditions if one.keys <= fixed.keys()]
        if any(one.holds(fixed) is False for one in settled):
            return None
        left = tuple(one for one in rule.conditions if one not in settled)
        said = tuple((one.name, one.key, one.values) for one in left)
        key = (replace(statement, sid="", conditions=said), version)
        if key not in self._bits:
            self._bits[key] = len(self._rules)
            self._rules.append(replace(rule, conditions=left))
        return self._bits[key]

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
            unsure = perhaps & (self.before.mine | self.after.mine)
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


def _subsets(bits: int) -> Iterator[int]:
    """List every choice among some bits, none of them and all of them included."""
    chosen = bits
    while chosen:
        yield chosen
        chosen = (chosen - 1) & bits
    yield 0
