"""The dimensions in which requests differ: enough values of each, and the rules that they leave in play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from guardrails.policy.language.conditions import Condition
from guardrails.policy.language.patterns import resource_matches
from guardrails.policy.language.principals import principal_type
from guardrails.policy.language.rules import Rule
from guardrails.policy.language.variables import Context, ValueTemplate
from guardrails.policy.space.automaton import Grammar
from guardrails.policy.space.classes import EVERY, RESOURCE, Assignment, Values
from guardrails.policy.space.values import PRINCIPAL_ARN, representatives, resource_representatives

PRINCIPAL_TYPE = "aws:principaltype"
NO_RESOURCE = "*"
"""On what an action is asked for that no resource confines."""


class Option(NamedTuple):
    """Values of a dimension, or of several, and the rules that they leave in play: see `Cell`."""

    assignment: Assignment
    decided: int
    crossing: int
    staying: int

    def __and__(self, other: Option) -> Option:
        """Join it with the values of another dimension."""
        return Option(
            self.assignment + other.assignment,
            self.decided & other.decided,
            self.crossing & other.crossing,
            self.staying & other.staying,
        )


class Dimensions:
    """The values of each dimension that rules treat differently.

    Args:
        numbered: the rules with their bits.
        principals: the shapes of the ARNs of those who may ask.
        fixed: the condition keys that are the same in every request, in lower case.
    """

    def __init__(
        self, numbered: Sequence[tuple[int, Rule]], principals: tuple[Grammar, ...], fixed: Context
    ) -> None:
        self._numbered, self._principals, self._fixed = numbered, principals, fixed
        self._options: dict[tuple[str, int, bool], tuple[Option, ...]] = {}
        numbers: dict[object, int] = {}
        self._distinct_conditions: list[Condition] = []
        """Each condition once, however many rules have it: most exempt the same principals."""
        self._conditions = [
            (1 << index, [self._number(condition, numbers) for condition in rule.conditions])
            for index, rule in numbered
        ]
        self._holding: dict[tuple[int, Values], bool] = {}

    def _number(self, condition: Condition, numbers: dict[object, int]) -> int:
        test = (condition.name, condition.key, condition.values, condition.variables)
        if test not in numbers:
            numbers[test] = len(numbers)
            self._distinct_conditions.append(condition)
        return numbers[test]

    def options(self, dimension: str, testers: int, *, confined: bool) -> tuple[Option, ...]:
        """Return values of a dimension such that whatever a request has, some rules treat as one of these.

        Args:
            dimension: a condition key in lower case, or RESOURCE.
            testers: the rules.
            confined: whether resources confine the action; else it is asked for on all of them at once.

        Raises:
            UndecidableError: when finitely many values can't stand for all.
        """
        key = (dimension, testers, confined and dimension == RESOURCE)
        if key not in self._options:
            if dimension == RESOURCE:
                options = list(self._by_resource(testers, confined=confined))
            else:
                options = list(self._by_key(dimension, testers))
            self._options[key] = tuple(_distinct(options))
        return self._options[key]

    def values(self, dimension: str) -> tuple[Values, ...]:
        """Return values of a dimension that some rule has told apart so far."""
        option_tuples = (options for key, options in self._options.items() if key[0] == dimension)
        assigned = (part for options in option_tuples for option in options for part in option.assignment)
        return tuple(dict.fromkeys(equivalents[0] for _, equivalents in assigned))

    def _by_key(self, key: str, testers: int) -> Iterator[Option]:
        keys = (key, PRINCIPAL_TYPE) if key == PRINCIPAL_ARN else (key,)
        tested: dict[int, int] = {}
        for bit, numbers in self._conditions:
            if testers & bit:
                for number in numbers:
                    if self._distinct_conditions[number].key in keys:
                        tested[number] = tested.get(number, 0) | bit
        direct = [
            condition for number in tested if (condition := self._distinct_conditions[number]).key == key
        ]
        for values in representatives(key, direct, self._principals, self._fixed):
            context = {**self._fixed, key: values}
            if key == PRINCIPAL_ARN and values:
                context[PRINCIPAL_TYPE] = (principal_type(values[0]),)
            out = 0
            for number, bits in tested.items():
                question = (number, values)
                holds = self._holding.get(question)
                if holds is None:
                    holds = self._distinct_conditions[number].holds(context) is not False
                    self._holding[question] = holds
                out |= 0 if holds else bits
            yield Option(((key, (values,)),), EVERY, ~out, ~out)

    def _by_resource(self, testers: int, *, confined: bool) -> Iterator[Option]:
        tested = [
            (1 << index, rule.all_but, self._patterns(rule.resources))
            for index, rule in self._numbered
            if testers & 1 << index
        ]
        named: tuple[str, ...] = (NO_RESOURCE,)
        if confined:
            named = resource_representatives(tuple(dict.fromkeys(patterns for _, _, patterns in tested)))
        for resource in named:
            crossing = staying = EVERY
            for bit, all_but, patterns in tested:
                covered = _covered(patterns, resource)
                crossing &= ~(bit if (covered is False) != all_but else 0)
                staying &= ~(bit if (covered is not True) != all_but else 0)
            yield Option(((RESOURCE, ((resource,),)),), EVERY, crossing, staying)

    def _patterns(self, resources: Sequence[ValueTemplate]) -> tuple[str, ...]:
        filled = (template.pattern(self._fixed) for template in resources)
        return tuple(pattern for pattern in filled if pattern is not None)


@lru_cache(maxsize=1 << 15)
def _covered(patterns: tuple[str, ...], resource: str) -> bool | None:
    covered: bool | None = False
    for pattern in patterns:
        fits = resource_matches(pattern, resource)
        if fits:
            return True
        covered = None if fits is None else covered
    return covered


def _distinct(options: list[Option]) -> Iterator[Option]:
    """Join the values that all rules treat alike."""
    by_rules: dict[tuple[int, ...], list[Option]] = {}
    for option in options:
        by_rules.setdefault(option[1:], []).append(option)
    for rules, equivalents in by_rules.items():
        joined = [part for option in equivalents for part in option.assignment]
        names = dict.fromkeys(name for name, _ in joined)
        every = {
            name: tuple(
                values for dimension, alternatives in joined if dimension == name for values in alternatives
            )
            for name in names
        }
        yield Option(tuple(every.items()), *rules)
