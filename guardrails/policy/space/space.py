"""All requests that there can be, in finitely many classes that a set of rules treats alike.

Actions are taken from the catalogue, all at once; everything else that a rule tests is a dimension with
enough values to stand for all. A class says which rules apply to it for certain and which may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial

from guardrails.policy.language.principals import principal_type
from guardrails.policy.language.request import CallerTraits, Request
from guardrails.policy.language.rules import Rule, why_undecidable
from guardrails.policy.language.variables import Context
from guardrails.policy.shared import (
    PRINCIPAL_ACCOUNT,
    DimensionTests,
    OptionKey,
    Shared,
    in_order,
    patterns_of,
)
from guardrails.policy.space.automaton import Grammar, UndecidableError
from guardrails.policy.space.bindable import deniable, with_resources
from guardrails.policy.space.classes import EVERY, RESOURCE, ActionGroup, EquivalenceClass, Outline, Values
from guardrails.policy.space.dimensions import NO_RESOURCE, PRINCIPAL_TYPE, Dimensions, Option
from guardrails.policy.space.values import PRINCIPAL_ARN
from guardrails.policy.unlisted import stand_in, unlisted

_MOST_CELLS = 20_000
"""Of one set of actions: more are not told apart, and what would need it is reported as undecided."""


class Space:
    """The requests before a list of rules, whose position is their bit.

    Args:
        rules: the rules; None at a position that no rule has.
        principals: the shapes of the ARNs of those who may ask.
        fixed: the condition keys that are the same in every request, in lower case.
        actions: the actions that the rules can bind.
        shared: what it shares with other spaces, whose rules are numbered together with its own.
    """

    def __init__(
        self,
        rules: Sequence[Rule | None],
        principals: tuple[Grammar, ...],
        fixed: Context,
        actions: int | None = None,
        shared: Shared | None = None,
    ) -> None:
        self.fixed, self.principals = fixed, principals
        self.rules = {index: rule for index, rule in enumerate(rules) if rule is not None}
        """The rules by their bits."""
        self._numbered = tuple(self.rules.items())
        self._shared = Shared(fixed) if shared is None else shared
        self._shared.enter(self._numbered)
        self._sorted: dict[OptionKey, tuple[Option, ...]] = {}
        self._actions = deniable() if actions is None else actions
        self.reasons = {
            index: reason for index, rule in self._numbered if (reason := why_undecidable(rule, fixed))
        }
        """By rule, the reason why it is unknown whether the rule applies, where that is so in some class."""
        self._undecidable = sum(1 << index for index in self.reasons)

    @cached_property
    def _dimensions(self) -> Dimensions:
        return Dimensions(self._numbered, self.principals, self.fixed)

    def groups(self, among: int = EVERY) -> Iterator[ActionGroup]:
        """Split all actions by which rules speak of them, and by whether resources confine them.

        An action that only a policy knows is in the set as what AWS may add to its service.

        Args:
            among: only actions of which one of these rules speaks; with every rule, all actions.
        """
        beyond = self._unlisted()
        for rules, actions in self._shared.action_classes(self._actions, self._numbered).items():
            if among == EVERY or rules & among:
                yield from self._by_resources(actions | beyond.get(rules, (0, ""))[0], rules, "")
            beyond.pop(rules, None)
        for rules, (actions, name) in beyond.items():
            if among == EVERY or rules & among:
                yield from self._by_resources(actions, rules, name)

    def _by_resources(self, actions: int, rules: int, name: str) -> Iterator[ActionGroup]:
        confinable = actions & with_resources() if rules & self._testers.get(RESOURCE, 0) else 0
        for part, confined in ((confinable, True), (actions & ~confinable, False)):
            if part:
                yield ActionGroup(part, rules, confined, name)

    def _unlisted(self) -> dict[int, tuple[int, str]]:
        """Return stand-ins and one name of the actions that only rules know, by the rules that name them."""
        by_rules: dict[int, tuple[int, str]] = {}
        naming = {index: rule for index, rule in self._numbered if self._shared.traits(rule).names_unlisted}
        try:
            names = unlisted(patterns_of(rule) for rule in naming.values())
        except UndecidableError as error:
            bits = sum(1 << index for index in naming)
            self._undecidable |= bits
            self._excuse(bits, str(error))
            return {}
        for name in names:
            lowered, actions = name.lower(), stand_in(name) & self._actions
            speaking = sum(rule.covers_action(lowered) << index for index, rule in self._numbered)
            if actions:
                before, first = by_rules.get(speaking, (0, name))
                by_rules[speaking] = before | actions, first
        return by_rules

    def outline(self, group: ActionGroup) -> Outline:
        """Return what the classes of a group hang on, without listing them."""
        possible = group.rules & ~self._ruled_out
        return Outline(
            possible,
            self._undecidable & possible,
            tuple(
                self._option_number(dimension, testers & possible, confined=group.confined)
                for dimension, testers in self._testers.items()
                if testers & possible
            ),
        )

    def classes_of(
        self, group: ActionGroup, keep: frozenset[str] = frozenset()
    ) -> tuple[EquivalenceClass, ...]:
        """List the classes of a group of actions; see `equivalence_classes`."""
        options = self._combine(group.rules, keep, confined=group.confined)
        return tuple(
            EquivalenceClass(group.actions, *option, group.rules, group.unlisted) for option in options
        )

    def equivalence_classes(self, keep: frozenset[str] = frozenset()) -> Iterator[EquivalenceClass]:
        """List the classes; those that differ in a dimension only and not in the rules that apply are one.

        Args:
            keep: dimensions whose values are told apart nevertheless.
        """
        for group in self.grouped_classes(keep):
            yield from group

    def grouped_classes(
        self, keep: frozenset[str] = frozenset(), *, among: int = EVERY
    ) -> Iterator[tuple[EquivalenceClass, ...]]:
        """List the classes as `equivalence_classes` does, those of the same actions together.

        Args:
            keep: dimensions whose values are told apart nevertheless.
            among: only actions of which one of these rules speaks; with every rule, all actions.
        """
        for group in self.groups(among):
            yield self.classes_of(group, keep)

    def options(self, group: ActionGroup, dimension: str) -> tuple[Option, ...]:
        """Return the values of a dimension that a group's rules tell apart; none where they don't test it.

        They are sorted by the rules that they leave in play: groups with the same outline have options that
        leave the same rules in play, one by one.
        """
        testers = self._testers.get(dimension, 0) & group.rules & ~self._ruled_out
        if not testers:
            return ()
        key = (dimension, testers, group.confined and dimension == RESOURCE)
        if key not in self._sorted:
            account = next(iter(self.fixed.get(PRINCIPAL_ACCOUNT, ())), "")
            find = partial(self._dimension, dimension, testers, confined=group.confined)
            self._sorted[key] = (
                in_order(find())
                if testers & self._undecidable
                else self._shared.sorted_options(key, self._numbers_by_content[dimension], account, find)
            )
        return self._sorted[key]

    def values(self, dimension: str) -> tuple[Values, ...]:
        """Return values of a dimension that some rule has told apart so far."""
        return self._dimensions.values(dimension)

    def applying(self, equivalence_class: EquivalenceClass, changed: Context) -> int:
        """Return which rules apply for certain to a request of a class with some keys changed, as bits."""
        context = {
            **self.fixed,
            **{name: values[0] for name, values in equivalence_class.assignment},
            **changed,
        }
        if context.get(PRINCIPAL_ARN):
            context[PRINCIPAL_TYPE] = (principal_type(context[PRINCIPAL_ARN][0]),)
        resource = (context.pop(RESOURCE, None) or (NO_RESOURCE,))[0]
        request = Request("", resource, context, CallerTraits(bound_by_scps=True, bound_by_rcps=True))
        bits = 0
        for index, rule in self._numbered:
            bits |= (bool(equivalence_class.rules >> index & 1) and rule.applies(request) is True) << index
        return bits

    @cached_property
    def _testers(self) -> dict[str, int]:
        """The rules that test a dimension, as bits; what the account determines is none."""
        testers: dict[str, int] = {}
        for index, rule in self._numbered:
            for dimension in self._shared.traits(rule).by_dimension:
                testers[dimension] = testers.get(dimension, 0) | 1 << index
        return dict(sorted(testers.items()))

    @cached_property
    def _numbers_by_content(self) -> dict[str, DimensionTests]:
        return self._shared.tests_by_dimension(self._numbered, self.fixed)

    def _option_number(self, dimension: str, testers: int, *, confined: bool) -> int:
        key = (dimension, testers, confined and dimension == RESOURCE)
        find = partial(self._dimension, dimension, testers, confined=confined)
        if testers & self._undecidable:
            return self._shared.number_of(dimension, find())  # the space itself may have made it so
        return self._shared.number(key, self._numbers_by_content[dimension], find)

    @cached_property
    def _ruled_out(self) -> int:
        """The rules that what the account determines keeps from ever applying."""
        out = 0
        for index, rule in self._numbered:
            settled = (condition for condition in rule.conditions if condition.keys <= self.fixed.keys())
            out |= any(condition.holds(self.fixed) is False for condition in settled) << index
        return out

    def _combine(self, rules: int, keep: frozenset[str], *, confined: bool) -> list[Option]:
        possible = rules & ~self._ruled_out
        current = [Option((), ~self._undecidable, possible, possible)]
        for dimension, testers in self._testers.items():
            if not testers & possible:
                continue
            merged: dict[object, Option] = {}
            for before in current:
                for option in self._dimension(dimension, testers & possible, confined=confined):
                    combined = before & option
                    kept_parts = (
                        tuple(part for part in combined.assignment if part[0] in keep) if keep else ()
                    )
                    # Of a rule that doesn't apply, it makes no difference whether that was decided.
                    undecided = ~combined.decided & (combined.crossing | combined.staying)
                    merged.setdefault((kept_parts, undecided, combined.crossing, combined.staying), combined)
            if len(merged) > _MOST_CELLS:
                current = self._give_up(current, dimension, testers & possible)
            else:
                current = list(merged.values())
        return current

    def _give_up(self, current: list[Option], dimension: str, testers: int) -> list[Option]:
        self._excuse(testers, f"too many combinations with {dimension}")
        return [option._replace(decided=option.decided & ~testers) for option in current]

    def _excuse(self, rules: int, reason: str) -> None:
        for index in self.rules:
            if rules >> index & 1:
                self.reasons.setdefault(index, reason)

    def _dimension(self, dimension: str, testers: int, *, confined: bool) -> tuple[Option, ...]:
        """Return the values of a dimension; those that can't be told apart leave open what applies."""
        try:
            return self._dimensions.options(dimension, testers & ~self._undecidable, confined=confined)
        except UndecidableError as error:
            self._excuse(testers, str(error))
            return (Option((), ~testers, EVERY, EVERY),)
