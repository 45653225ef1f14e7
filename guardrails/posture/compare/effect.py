"""Decide every class before and after a change, for the accounts of one pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeAlias

from guardrails.policy import Statement
from guardrails.policy.language.conditions import Condition, conditions_of
from guardrails.policy.language.patterns import arn_matches, matches
from guardrails.policy.language.variables import Context
from guardrails.policy.space.classes import EVERY, ActionGroup, EquivalenceClass, Values
from guardrails.policy.space.parties import fixed_by, space_of
from guardrails.policy.space.values import PRINCIPAL_ARN, REGION
from guardrails.posture.compare.model import Direction
from guardrails.posture.compare.pairs import Pair
from guardrails.posture.rulebook import Reading, Rulebook, statements_of

UNCHANGED = frozenset({PRINCIPAL_ARN, REGION})

_OPEN = "open"
"""Stands for the truth of a condition that hangs on the request."""
_MOST_OPEN = 6
"""Of how many rules that nobody can decide every combination is tried."""


class Outcome(NamedTuple):
    """The change of requests, and whether it is certain."""

    direction: Direction | None
    certain: bool


Part: TypeAlias = tuple[tuple[EquivalenceClass, Outcome], ...]
"""Cells of the same actions, each with its outcome."""


class RuleDifference:
    """The rules of both sides, each statement once, and the classes in which they differ."""

    def __init__(self, pair: Pair, policy_type: str, readings: Readings) -> None:
        self.pair, self.policy_type, self.descriptions = pair, policy_type, readings.descriptions
        sides = [
            (side.levels, policy_type, readings.of(fixed_by(policy_type, side.org_path)))
            for side in (pair.before, pair.after)
        ]
        page = readings.book.page(entry for side in sides for entry in statements_of(*side))
        self.before, self.after = (page.standing(*side) for side in sides)
        self.space = space_of(policy_type, page.rules, pair.after.org_path, readings.book.shared)
        self.values: dict[object, tuple[tuple[str, ...] | None, tuple[str, ...]]] = {}
        """The regions and the principals of changes, as far as somebody has asked."""
        self._lists: dict[int, tuple[frozenset[str], ...]] = {}
        self.labels: dict[tuple[Values, int], tuple[str, ...]] = {}
        """The names of principals, as far as somebody has asked."""

    @cached_property
    def principal_patterns(self) -> frozenset[str]:
        """Every value that a rule compares a principal's ARN with."""
        conditions = (
            condition
            for rule in self.space.rules.values()
            for condition in rule.conditions
            if condition.key == PRINCIPAL_ARN
        )
        return frozenset(pattern for condition in conditions for pattern in condition.values)

    def alike(self, arn: str, rules: int) -> tuple[str, ...]:
        """Return the patterns of principals that stand on the same lists as one: the rules treat them alike.

        Patterns of other accounts and of root users are left out.

        Args:
            arn: the principal.
            rules: the bits of the rules that speak of the actions in question.
        """
        lists = self._principal_lists(rules)
        marks, account = _marks(arn, lists), arn.split(":")[4:5]
        if not any(marks):
            return ()
        return tuple(
            pattern
            for pattern in sorted(frozenset().union(*lists))
            if pattern.split(":")[4:5] in (["*"], account)
            and not pattern.endswith(":root")
            and _marks(pattern.replace("*", "").replace("?", "a"), lists) == marks
        )

    def _principal_lists(self, rules: int) -> tuple[frozenset[str], ...]:
        """Return the lists of principals that conditions of some rules hold, each once."""
        if rules not in self._lists:
            lists = {
                frozenset(condition.values)
                for bit, rule in self.space.rules.items()
                if rules >> bit & 1
                for condition in rule.conditions
                if condition.key == PRINCIPAL_ARN
            }
            self._lists[rules] = tuple(sorted(lists, key=sorted))
        return self._lists[rules]

    @cached_property
    def suspects(self) -> int:
        """The rules that only one side has; where none of them speaks of an action, nothing changes for it.

        A level that allows otherwise may change any action: what it lost an Allow of, no rule may speak of.
        """
        if {*self.before.allowing} != {*self.after.allowing}:
            return EVERY
        return self.before.denying ^ self.after.denying

    def groups(self) -> Iterator[ActionGroup]:
        """Yield the actions for which something may change."""
        return self.space.groups(self.suspects) if self.suspects else iter(())

    def part(self, group: ActionGroup) -> Part:
        """List the classes of some actions, each with what becomes of it; none where nothing changes."""
        equivalence_classes = self.space.classes_of(group, UNCHANGED)
        part = tuple(
            (equivalence_class, self.outcome(equivalence_class.readings()))
            for equivalence_class in equivalence_classes
        )
        return part if any(outcome.direction for _, outcome in part) else ()

    def key(self, group: ActionGroup) -> object:
        """Return on what it hangs what becomes of some actions, but for the values that it hangs on."""
        outline = self.space.outline(group)
        sides = ((side.denying, side.allowing) for side in (self.before, self.after))
        return outline, *(
            (denying & outline.rules, frozenset(level & outline.rules for level in levels))
            for denying, levels in sides
        )

    def outcome(self, readings: Iterable[tuple[int, int]]) -> Outcome:
        """Return the change of requests.

        A rule is tried both ways where it is unknown whether it applies, on both sides alike.

        Args:
            readings: the rules that apply and those that may, for each reading of a `*`.
        """
        directions: set[Direction | None] = set()
        for applying, perhaps in readings:
            unsure = perhaps & (self.before.rules | self.after.rules)
            if unsure.bit_count() > _MOST_OPEN:
                return Outcome(Direction.UNDECIDED, certain=False)
            directions |= {self._direction(applying | subset) for subset in _subsets(unsure)}
        changes = directions - {None}
        if len(changes) > 1:
            return Outcome(Direction.UNDECIDED, certain=False)
        return Outcome(next(iter(changes), None), certain=len(directions) == 1)

    def _direction(self, applying: int) -> Direction | None:
        denied = self.before.denies(applying)
        if denied == self.after.denies(applying):
            return None
        return Direction.WIDENED if denied else Direction.NARROWED


def _marks(arn: str, lists: Iterable[frozenset[str]]) -> tuple[bool, ...]:
    """Return which lists of principals have somebody on them."""
    return tuple(
        any(arn_matches(pattern, arn) or matches(pattern, arn) for pattern in patterns) for patterns in lists
    )


class Readings:
    """How statements read where accounts stand, each reading made once, and the book that they are in.

    Args:
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
    """

    def __init__(self, policy_type: str) -> None:
        self.book = Rulebook(policy_type)
        self.descriptions: dict[object, Sequence[Any]] = {}
        """Descriptions of actions for which the same rules changed, by everything that decides them."""
        self._conditions: dict[tuple[int, str], tuple[Statement, tuple[Condition, ...]]] = {}
        self._read: dict[object, Statement | None] = {}

    def of(self, fixed: Context) -> Reading:
        """Return how statements read where some condition keys are the same in every request."""
        return partial(self._settled, fixed)

    def _settled(self, fixed: Context, statement: Statement, version: str) -> Statement | None:
        """Return a statement as it reads where an account stands; None where it never applies there."""
        key = (id(statement), version)
        if key not in self._conditions:
            self._conditions[key] = statement, conditions_of(statement.conditions, version)
        conditions = self._conditions[key][1]
        settled = tuple(
            condition.holds(fixed) if condition.keys <= fixed.keys() else _OPEN for condition in conditions
        )
        if (key, settled) not in self._read:
            self._read[key, settled] = _without_settled(statement, settled)
        return self._read[key, settled]


def _without_settled(statement: Statement, settled: Sequence[bool | str | None]) -> Statement | None:
    """Leave out the conditions that are settled; return None where one of them never holds."""
    if False in settled:
        return None
    pairs = zip(statement.conditions, settled, strict=True)
    return replace(statement, conditions=tuple(written for written, truth in pairs if truth == _OPEN))


def _subsets(bits: int) -> Iterator[int]:
    """List every choice among some bits, none of them and all of them included."""
    chosen = bits
    while chosen:
        yield chosen
        chosen = (chosen - 1) & bits
    yield 0
