"""All requests that there can be, in finitely many cells that a set of rules treats alike.

Actions are taken from the catalogue, all at once; everything else that a rule tests is a dimension with
enough values to stand for all. A cell says which rules apply to it for certain and which may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from guardrails.policy.automaton import Grammar, UndecidableError
from guardrails.policy.bindable import actions_of, deniable, with_resources
from guardrails.policy.cells import EVERY, RESOURCE, Cell, Values
from guardrails.policy.dimensions import NO_RESOURCE, PRINCIPAL_TYPE, Dimensions, Option
from guardrails.policy.principals import principal_type
from guardrails.policy.request import Request, Who
from guardrails.policy.rules import Rule
from guardrails.policy.unlisted import names_unlisted, stand_in, unlisted
from guardrails.policy.values import PRINCIPAL_ARN
from guardrails.policy.variables import Context

_MOST_CELLS = 20_000
"""Of one set of actions: more are not told apart, and what would need it is reported as undecided."""


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
        self.rules, self._fixed = rules, fixed
        self._actions = deniable() if actions is None else actions
        self.reasons: dict[int, str] = {}
        """Why nobody can say whether a rule applies, where that is so in some cell."""
        self._undecidable = sum(1 << index for index in self._find_undecidable())
        self._dimensions = Dimensions(rules, principals, fixed)

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

    def action_classes(self) -> Iterator[tuple[int, int, str]]:
        """Split all actions by which rules speak of them.

        An action that only a policy knows is in the set as what AWS may add to its service.

        Yields:
            A set of actions and the rules that speak of them, each as bits; and where the catalogue has none
            of the actions, the name of one.
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
        beyond = self._unlisted()
        for rules, actions in parts.items():
            yield actions | beyond.pop(rules, (0, ""))[0], rules, ""
        for rules, (actions, name) in beyond.items():
            yield actions, rules, name

    def _unlisted(self) -> dict[int, tuple[int, str]]:
        """Return stand-ins and one name of the actions that only rules know, by the rules that name them."""
        by_rules: dict[int, tuple[int, str]] = {}
        lists = [rule.statement.actions or rule.statement.not_actions for rule in self.rules]
        try:
            names = unlisted(lists)
        except UndecidableError as error:
            naming = sum(names_unlisted(patterns) << index for index, patterns in enumerate(lists))
            self._undecidable |= naming
            self._excuse(naming, str(error))
            return {}
        for name in names:
            lowered, actions = name.lower(), stand_in(name) & self._actions
            speaking = sum(rule.covers_action(lowered) << index for index, rule in enumerate(self.rules))
            if actions:
                before, first = by_rules.get(speaking, (0, name))
                by_rules[speaking] = before | actions, first
        return by_rules

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
        for actions, rules, name in self.action_classes():
            if among != EVERY and not rules & among:
                continue
            confinable = actions & with_resources() if rules & self._testers.get(RESOURCE, 0) else 0
            for part, confined in ((confinable, True), (actions & ~confinable, False)):
                if part:
                    yield tuple(
                        Cell(part, *option, rules, name)
                        for option in self._combine(rules, keep, confined=confined)
                    )

    def values(self, dimension: str) -> tuple[Values, ...]:
        """Return values of a dimension that some rule has told apart so far."""
        return self._dimensions.values(dimension)

    def applying(self, cell: Cell, changed: Context) -> int:
        """Return which rules apply for certain to a request of a cell with some keys changed, as bits."""
        context = {**self._fixed, **{name: values[0] for name, values in cell.assignment}, **changed}
        if context.get(PRINCIPAL_ARN):
            context[PRINCIPAL_TYPE] = (principal_type(context[PRINCIPAL_ARN][0]),)
        resource = (context.pop(RESOURCE, None) or (NO_RESOURCE,))[0]
        request = Request("", resource, context, Who(bound_by_scps=True, bound_by_rcps=True))
        found = 0
        for index, rule in enumerate(self.rules):
            found |= (bool(cell.rules >> index & 1) and rule.applies(request) is True) << index
        return found

    @cached_property
    def _testers(self) -> dict[str, int]:
        """The rules that test a dimension, as bits; what the account determines is none."""
        found: dict[str, int] = {}
        for index, rule in enumerate(self.rules):
            keys = {one.key for one in rule.conditions} - self._fixed.keys()
            if PRINCIPAL_TYPE in keys:
                keys = keys - {PRINCIPAL_TYPE} | {PRINCIPAL_ARN}
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

    def _combine(self, rules: int, keep: frozenset[str], *, confined: bool) -> list[Option]:
        possible = rules & ~self._ruled_out
        current = [Option((), ~self._undecidable, possible, possible)]
        for dimension, testers in self._testers.items():
            if not testers & possible:
                continue
            merged: dict[object, Option] = {}
            for before in current:
                for option in self._dimension(dimension, testers & possible, confined=confined):
                    one = before & option
                    kept = tuple(part for part in one.assignment if part[0] in keep) if keep else ()
                    # Of a rule that doesn't apply, it makes no difference whether that was decided.
                    undecided = ~one.decided & (one.crossing | one.staying)
                    merged.setdefault((kept, undecided, one.crossing, one.staying), one)
            if len(merged) > _MOST_CELLS:
                current = self._give_up(current, dimension, testers & possible)
            else:
                current = list(merged.values())
        return current

    def _give_up(self, current: list[Option], dimension: str, testers: int) -> list[Option]:
        self._excuse(testers, f"too many combinations with {dimension}")
        return [one._replace(decided=one.decided & ~testers) for one in current]

    def _excuse(self, rules: int, reason: str) -> None:
        for index in range(len(self.rules)):
            if rules >> index & 1:
                self.reasons.setdefault(index, reason)

    def _dimension(self, dimension: str, testers: int, *, confined: bool) -> tuple[Option, ...]:
        """Return the values of a dimension; those that can't be told apart leave open what applies."""
        try:
            return self._dimensions.options(dimension, testers & ~self._undecidable, confined=confined)
        except UndecidableError as error:
            self._excuse(testers, str(error))
            return (Option((), ~testers, EVERY, EVERY),)
