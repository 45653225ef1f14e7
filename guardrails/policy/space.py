"""All requests that there can be, in finitely many cells that a set of rules treats alike.

Actions are taken from the catalogue, all at once; everything else that a rule tests is a dimension with
enough values to stand for all. A cell says which rules apply to it for certain and which may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache
from typing import NamedTuple, TypeAlias

from guardrails import aws_facts
from guardrails.policy import action_set
from guardrails.policy.automaton import Grammar, UndecidableError
from guardrails.policy.conditions import Condition
from guardrails.policy.patterns import resource_matches
from guardrails.policy.principals import principal_type
from guardrails.policy.request import Request, Who
from guardrails.policy.rules import Rule
from guardrails.policy.values import PRINCIPAL_ARN, representatives, resource_representatives
from guardrails.policy.variables import Context, Template

RESOURCE = "resource"
UNDENIABLE = "sts:GetCallerIdentity"
"""No policy denies it: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html."""
_PRINCIPAL_TYPE = "aws:principaltype"
_NO_RESOURCE = "*"
_MOST_CELLS = 20_000
"""Of one set of actions: more are not told apart, and what would need it is reported as undecided."""
EVERY = -1
"""The set of all rules, however many there are."""

Values: TypeAlias = tuple[str, ...]
"""What a request says of a condition key; nothing where it lacks the key."""
Assignment: TypeAlias = tuple[tuple[str, tuple[Values, ...]], ...]
"""Of each dimension that matters, the values that every rule treats alike; the first stands for all."""


class Cell(NamedTuple):
    """Requests that every rule treats alike."""

    actions: int
    """A set of actions, as `action_set` reads it."""
    assignment: Assignment
    decided: int
    """The rules of which it can be said whether they apply, but for the reading of a `*`; one bit each."""
    crossing: int
    """The rules that apply, or may, if a `*` in a resource crosses colons."""
    staying: int
    """The rules that apply, or may, if it doesn't."""

    @property
    def certain(self) -> int:
        """The rules that apply."""
        return self.decided & self.crossing & self.staying

    @property
    def possible(self) -> int:
        """The rules that apply or of which nobody can say."""
        return self.crossing | self.staying

    def readings(self) -> Iterator[tuple[int, int]]:
        """List what applies in either reading of a `*`, and what may; one pair where both are the same."""
        for reading in dict.fromkeys((self.crossing, self.staying)):
            yield reading & self.decided, reading & ~self.decided

    def value(self, dimension: str) -> Values | None:
        """Return what a request of the cell says of a dimension; None where nothing depends on it."""
        return next((values[0] for name, values in self.assignment if name == dimension), None)


class _Option(NamedTuple):
    """Values of a dimension and the rules that they leave in play."""

    assignment: Assignment
    decided: int
    crossing: int
    staying: int


class Space:
    """The requests before a list of rules, whose position is their bit.

    Args:
        rules: the rules.
        principals: the shapes of the ARNs of those who may ask.
        fixed: the condition keys that are the same in every request, in lower case.
        actions: the actions that the rules can bind.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        principals: tuple[Grammar, ...],
        fixed: Context,
        actions: int | None = None,
    ) -> None:
        self.rules, self._principals, self._fixed = rules, principals, fixed
        self._actions = deniable() if actions is None else actions
        self.reasons: dict[int, str] = {}
        """Why nobody can say whether a rule applies, where that is so in some cell."""
        self._options: dict[tuple[str, int, bool], tuple[_Option, ...]] = {}
        self._undecidable = sum(1 << index for index in self._find_undecidable())
        numbers: dict[object, int] = {}
        self._distinct_conditions: list[Condition] = []
        """Each condition once, however many rules have it: most spare the same principals."""
        self._conditions = [[self._number(one, numbers) for one in rule.conditions] for rule in rules]
        self._held: dict[tuple[int, Values], bool] = {}

    def _number(self, one: Condition, numbers: dict[object, int]) -> int:
        said = (one.name, one.key, one.values, one.variables)
        if said not in numbers:
            numbers[said] = len(numbers)
            self._distinct_conditions.append(one)
        return numbers[said]

    def _find_undecidable(self) -> Iterator[int]:
        for index, rule in enumerate(self.rules):
            variables = {key for one in rule.conditions for key in one.variables}
            variables |= {key for one in rule.resources for key in one.keys}
            unknown = variables - self._fixed.keys()
            if unknown:
                self.reasons[index] = f"a variable names {', '.join(sorted(unknown))}"
            elif any(one.operator is None for one in rule.conditions):
                self.reasons[index] = "it uses an operator that IAM doesn't have"
            else:
                continue
            yield index

    def action_classes(self) -> Iterator[tuple[int, int]]:
        """Split all actions by which rules speak of them.

        Yields:
            A set of actions and the rules that speak of them, each as bits.
        """
        parts = {0: self._actions}
        grouped: dict[int, int] = {}
        for index, rule in enumerate(self.rules):
            covered = actions_of(rule)
            grouped[covered] = grouped.get(covered, 0) | 1 << index
        for covered, bit in grouped.items():
            parts = {
                rules | added: actions
                for rules, whole in parts.items()
                for added, actions in ((bit, whole & covered), (0, whole & ~covered))
                if actions
            }
        for rules, actions in parts.items():
            yield actions, rules

    def cells(self, keep: frozenset[str] = frozenset()) -> Iterator[Cell]:
        """List the cells; those that differ in a dimension only and not in the rules that apply are one.

        Args:
            keep: dimensions whose values are told apart nevertheless.
        """
        for group in self.grouped_cells(keep):
            yield from group

    def grouped_cells(
        self, keep: frozenset[str] = frozenset(), *, among: int = EVERY
    ) -> Iterator[tuple[Cell, ...]]:
        """List the cells as `cells` does, those of the same actions together.

        Args:
            keep: dimensions whose values are told apart nevertheless.
            among: only actions of which one of these rules speaks; with every rule, all actions.
        """
        for actions, rules in self.action_classes():
            if among != EVERY and not rules & among:
                continue
            confinable = actions & with_resources() if rules & self._testers.get(RESOURCE, 0) else 0
            for part, confined in ((confinable, True), (actions & ~confinable, False)):
                if part:
                    yield tuple(
                        Cell(part, *option) for option in self._combine(rules, keep, confined=confined)
                    )

    def values(self, dimension: str) -> tuple[Values, ...]:
        """Return values of a dimension that some rule has told apart so far."""
        known = (options for key, options in self._options.items() if key[0] == dimension)
        assigned = (part for options in known for option in options for part in option.assignment)
        return tuple(dict.fromkeys(alike[0] for _, alike in assigned))

    def applying(self, cell: Cell, changed: Context) -> int:
        """Return which rules apply for certain to a request of a cell with some keys changed, as bits."""
        context = {**self._fixed, **{name: values[0] for name, values in cell.assignment}, **changed}
        if context.get(PRINCIPAL_ARN):
            context[_PRINCIPAL_TYPE] = (principal_type(context[PRINCIPAL_ARN][0]),)
        resource = (context.pop(RESOURCE, None) or (_NO_RESOURCE,))[0]
        request = Request("", resource, context, Who(bound_by_scps=True, bound_by_rcps=True))
        found = 0
        for index, rule in enumerate(self.rules):
            found |= (bool(actions_of(rule) & cell.actions) and rule.applies(request) is True) << index
        return found

    @cached_property
    def _testers(self) -> dict[str, int]:
        """The rules that test a dimension, as bits; what the account determines is none."""
        found: dict[str, int] = {}
        for index, rule in enumerate(self.rules):
            keys = {one.key for one in rule.conditions} - self._fixed.keys()
            if _PRINCIPAL_TYPE in keys:
                keys = keys - {_PRINCIPAL_TYPE} | {PRINCIPAL_ARN}
            for key in (*keys, *([RESOURCE] if rule.resources else [])):
                found[key] = found.get(key, 0) | 1 << index
        return dict(sorted(found.items()))

    @cached_property
    def _ruled_out(self) -> int:
        """The rules that what the account determines keeps from ever applying."""
        out = 0
        for index, rule in enumerate(self.rules):
            settled = (one for one in rule.conditions if one.keys <= self._fixed.keys())
            out |= any(one.holds(self._fixed) is False for one in settled) << index
        return out

    def _combine(self, rules: int, keep: frozenset[str], *, confined: bool) -> list[_Option]:
        possible = rules & ~self._ruled_out
        current = [_Option((), ~self._undecidable, possible, possible)]
        for dimension, testers in self._testers.items():
            if not testers & possible:
                continue
            merged: dict[object, _Option] = {}
            for before in current:
                for option in self._dimension(dimension, testers & possible, confined=confined):
                    one = _Option(
                        before.assignment + option.assignment,
                        before.decided & option.decided,
                        before.crossing & option.crossing,
                        before.staying & option.staying,
                    )
                    kept = tuple(part for part in one.assignment if part[0] in keep) if keep else ()
                    # Of a rule that doesn't apply, it makes no difference whether that was decided.
                    undecided = ~one.decided & (one.crossing | one.staying)
                    merged.setdefault((kept, undecided, one.crossing, one.staying), one)
            if len(merged) > _MOST_CELLS:
                current = self._give_up(current, dimension, testers & possible)
            else:
                current = list(merged.values())
        return current

    def _give_up(self, current: list[_Option], dimension: str, testers: int) -> list[_Option]:
        self._excuse(testers, f"too many combinations with {dimension}")
        return [one._replace(decided=one.decided & ~testers) for one in current]

    def _excuse(self, rules: int, reason: str) -> None:
        for index in range(len(self.rules)):
            if rules >> index & 1:
                self.reasons.setdefault(index, reason)

    def _dimension(self, dimension: str, testers: int, *, confined: bool) -> tuple[_Option, ...]:
        key = (dimension, testers, confined and dimension == RESOURCE)
        if key not in self._options:
            try:
                if dimension == RESOURCE:
                    found = list(self._by_resource(testers, confined=confined))
                else:
                    found = list(self._by_key(dimension, testers))
            except UndecidableError as error:
                self._excuse(testers, str(error))
                found = [_Option((), ~testers, EVERY, EVERY)]
            self._options[key] = tuple(_distinct(found))
        return self._options[key]

    def _by_key(self, key: str, testers: int) -> Iterator[_Option]:
        mine = (key, _PRINCIPAL_TYPE) if key == PRINCIPAL_ARN else (key,)
        tested: dict[int, int] = {}
        for index, numbers in enumerate(self._conditions):
            if testers & ~self._undecidable & 1 << index:
                for number in numbers:
                    if self._distinct_conditions[number].key in mine:
                        tested[number] = tested.get(number, 0) | 1 << index
        told = ((number, self._distinct_conditions[number]) for number in tested)
        direct = [one for _, one in told if one.key == key]
        for values in representatives(key, direct, self._principals, self._fixed):
            context = {**self._fixed, key: values}
            if key == PRINCIPAL_ARN and values:
                context[_PRINCIPAL_TYPE] = (principal_type(values[0]),)
            out = 0
            for number, bits in tested.items():
                asked = (number, values)
                holds = self._held.get(asked)
                if holds is None:
                    holds = self._distinct_conditions[number].holds(context) is not False
                    self._held[asked] = holds
                out |= 0 if holds else bits
            yield _Option(((key, (values,)),), EVERY, ~out, ~out)

    def _by_resource(self, testers: int, *, confined: bool) -> Iterator[_Option]:
        tested = [
            (1 << index, rule.all_but, self._patterns(rule.resources))
            for index, rule in enumerate(self.rules)
            if testers & ~self._undecidable & 1 << index
        ]
        named: tuple[str, ...] = (_NO_RESOURCE,)
        if confined:  # an action that no resource confines is only ever asked for on every resource
            named = resource_representatives(tuple(dict.fromkeys(p for _, _, found in tested for p in found)))
        for resource in named:
            crossing = staying = EVERY
            for bit, all_but, patterns in tested:
                covered = _covered(patterns, resource)
                crossing &= ~(bit if (covered is False) != all_but else 0)
                staying &= ~(bit if (covered is not True) != all_but else 0)
            yield _Option(((RESOURCE, ((resource,),)),), EVERY, crossing, staying)

    def _patterns(self, resources: Sequence[Template]) -> tuple[str, ...]:
        filled = (one.pattern(self._fixed) for one in resources)
        return tuple(pattern for pattern in filled if pattern is not None)


@lru_cache(maxsize=1 << 15)
def _covered(patterns: tuple[str, ...], resource: str) -> bool | None:
    covered: bool | None = False
    for pattern in patterns:
        found = resource_matches(pattern, resource)
        if found:
            return True
        covered = None if found is None else covered
    return covered


def _distinct(options: list[_Option]) -> Iterator[_Option]:
    """Join the values that all rules treat alike."""
    found: dict[tuple[int, ...], list[_Option]] = {}
    for option in options:
        found.setdefault(option[1:], []).append(option)
    for rules, alike in found.items():
        joined = [part for option in alike for part in option.assignment]
        names = dict.fromkeys(name for name, _ in joined)
        every = {
            name: tuple(one for other, values in joined if other == name for one in values) for name in names
        }
        yield _Option(tuple(every.items()), *rules)


@lru_cache(maxsize=4096)
def _bits_of(patterns: tuple[str, ...]) -> int:
    return action_set.bits_of(patterns)


def actions_of(rule: Rule) -> int:
    """Return the actions that a rule speaks of, as bits."""
    statement = rule.statement
    if statement.actions:
        return _bits_of(statement.actions)
    return action_set.universe() & ~_bits_of(statement.not_actions)


@cache
def deniable() -> int:
    """Return every action that a policy can deny, future ones included, as bits."""
    return action_set.universe() & ~action_set.bits(UNDENIABLE)


@cache
def with_resources() -> int:
    """Return the actions that a statement can confine to some resources, future ones included, as bits."""
    confinable = action_set.bits_of_flags(aws_facts.resource_flags())
    return confinable | action_set.universe() & ~action_set.known()
