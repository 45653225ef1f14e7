"""Say which requests change: in which regions, of which principals, on what further conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from guardrails.policy.language.patterns import arn_matches, matches
from guardrails.policy.language.variables import Context
from guardrails.policy.space.classes import ActionGroup, EquivalenceClass, Values
from guardrails.policy.space.regions import REGION_OF_TOMORROW
from guardrails.policy.space.values import PRINCIPAL_ARN, REGION
from guardrails.posture.compare.effect import UNCHANGED, Outcome, Part, RuleDifference
from guardrails.posture.compare.model import Direction, Scope

SameValues = tuple[Values, ...] | None
"""Values that all rules treat alike; None where nothing depends on them."""
ROOT_USER = "the root user"
NOBODYS = "AWS services and anonymous callers"
_KINDS = ((":root", ROOT_USER), (":user/", "other users"), (":federated-user/", "other federated users"))
_OTHER_ROLES = "other roles"
_ANYBODY_ELSE = "anybody else"
_ANCHORS = (_OTHER_ROLES, _ANYBODY_ELSE)
_TRIED = 3
"""Of how many classes it is tried what decides beside region and principal."""


class _How(NamedTuple):
    """The change of requests, its further conditions, and whether it is certain."""

    direction: Direction
    conditions: tuple[str, ...]
    certain: bool


Indices: TypeAlias = tuple[int, ...] | None
"""Which of the options of a dimension; None where nothing depends on it."""


class Sample(NamedTuple):
    """A class, but for its actions and values: the index of an option of each dimension."""

    options: tuple[tuple[str, int], ...]
    decided: int
    crossing: int
    staying: int

    @property
    def certain(self) -> int:
        """The rules that apply."""
        return self.decided & self.crossing & self.staying

    @property
    def possible(self) -> int:
        """The rules that apply or of which nobody can say."""
        return self.crossing | self.staying

    def equivalence_class(self, effect: RuleDifference, group: ActionGroup) -> EquivalenceClass:
        """Return it as a class of some actions."""
        parts = (effect.space.options(group, dimension)[index] for dimension, index in self.options)
        assignment = tuple(part for option in parts for part in option.assignment)
        rules = (self.decided, self.crossing, self.staying, group.rules)
        return EquivalenceClass(group.actions, assignment, *rules, group.unlisted)


class ActionChange(NamedTuple):
    """A change of some actions, but for the values that it hangs on."""

    how: _How
    regions: Indices
    principals: Indices
    sample: Sample


def scopes(effect: RuleDifference) -> Iterator[tuple[Scope, ActionGroup, Sample]]:
    """Describe what changes, as few rectangles of regions and principals for the actions of each group.

    Yields:
        A scope, the actions, and a class of the scope.
    """
    for group in effect.groups():
        key = effect.key(group)
        if key not in effect.descriptions:
            effect.descriptions[key] = tuple(_action_changes(effect, group))
        for change in effect.descriptions[key]:
            how = change.how
            only, but = _values(effect, group, REGION, change.regions)
            principals, but_principals = _values(effect, group, PRINCIPAL_ARN, change.principals)
            scope = Scope(
                how.direction,
                effect.policy_type,
                only,
                but,
                principals,
                but_principals,
                how.conditions,
                how.certain,
            )
            yield scope, group, change.sample


def _action_changes(effect: RuleDifference, group: ActionGroup) -> Iterator[ActionChange]:
    part = effect.part(group)
    squares: dict[tuple[SameValues, SameValues], list[tuple[EquivalenceClass, Outcome]]] = {}
    for equivalence_class, outcome in part:
        squares.setdefault(
            (_same_values(equivalence_class, REGION), _same_values(equivalence_class, PRINCIPAL_ARN)), []
        ).append((equivalence_class, outcome))
    rows_by_how: dict[_How, dict[SameValues, dict[SameValues, EquivalenceClass]]] = {}
    for (regions, principals), equivalence_classes in squares.items():
        for how, equivalence_class in _changes(effect, part, equivalence_classes):
            rows_by_how.setdefault(how, {}).setdefault(principals, {})[regions] = equivalence_class
    for how, rows in rows_by_how.items():
        together: dict[frozenset[SameValues], list[SameValues]] = {}
        for principals, columns in rows.items():
            together.setdefault(frozenset(columns), []).append(principals)
        for columns_alike, principal_classes in together.items():
            equivalence_class = next(iter(rows[principal_classes[0]].values()))
            yield ActionChange(
                how,
                _indices(effect, group, REGION, columns_alike),
                _indices(effect, group, PRINCIPAL_ARN, principal_classes),
                _sample(effect, group, equivalence_class),
            )


def _sample(effect: RuleDifference, group: ActionGroup, equivalence_class: EquivalenceClass) -> Sample:
    options = tuple(
        (dimension, _index(effect, group, dimension, value_class))
        for dimension, value_class in equivalence_class.assignment
    )
    return Sample(options, equivalence_class.decided, equivalence_class.crossing, equivalence_class.staying)


def _index(effect: RuleDifference, group: ActionGroup, dimension: str, value_class: SameValues) -> int:
    options = effect.space.options(group, dimension)
    return next(
        index for index, option in enumerate(options) if (dimension, value_class) in option.assignment
    )


def _indices(
    effect: RuleDifference, group: ActionGroup, dimension: str, value_classes: Iterable[SameValues]
) -> Indices:
    chosen = tuple(value_classes)
    if chosen == (None,):
        return None
    return tuple(sorted(_index(effect, group, dimension, value_class) for value_class in chosen))


def _values(
    effect: RuleDifference, group: ActionGroup, dimension: str, indices: Indices
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the regions or the principals of a change, or all but which it is about."""
    if indices is None:
        return None, ()
    options = effect.space.options(group, dimension)
    key = (dimension, id(options), indices)
    if key not in effect.values:
        every = [dict(option.assignment)[dimension] for option in options]
        chosen = [every[index] for index in indices]
        described = (
            _regions(chosen, every)
            if dimension == REGION
            else _principals(effect, group.rules, chosen, every)
        )
        effect.values[key] = described
    return effect.values[key]


def _same_values(equivalence_class: EquivalenceClass, dimension: str) -> SameValues:
    return next((values for name, values in equivalence_class.assignment if name == dimension), None)


def _changes(
    effect: RuleDifference, part: Part, equivalence_classes: Sequence[tuple[EquivalenceClass, Outcome]]
) -> Iterator[tuple[_How, EquivalenceClass]]:
    """Yield the changes of the requests of a region and a principal, and their further conditions.

    A change that is only possible is left out beside one that is certain.
    """
    outcomes = {outcome for _, outcome in equivalence_classes}
    for direction in Direction:
        certain = Outcome(direction, certain=True) in outcomes
        matching_cells = [
            equivalence_class
            for equivalence_class, outcome in equivalence_classes
            if outcome == Outcome(direction, certain=certain)
        ]
        if matching_cells:
            every = all(outcome.direction is direction for _, outcome in equivalence_classes)
            conditions = () if every else _deciding(effect, part, matching_cells, direction)
            yield _How(direction, conditions, certain), matching_cells[0]


def _deciding(
    effect: RuleDifference, part: Part, equivalence_classes: Sequence[EquivalenceClass], direction: Direction
) -> tuple[str, ...]:
    """Find the dimensions of which another value changes the outcome."""
    tested = {name for equivalence_class, _ in part for name, _ in equivalence_class.assignment} - UNCHANGED
    deciding = {
        name
        for name in tested
        for equivalence_class in equivalence_classes[:_TRIED]
        for value in effect.space.values(name)
        if _after(effect, equivalence_class, {name: value}) is not direction
    }
    return tuple(sorted(deciding or tested))


def _after(effect: RuleDifference, equivalence_class: EquivalenceClass, changed: Context) -> Direction | None:
    return effect.outcome([(effect.space.applying(equivalence_class, changed), 0)]).direction


def _regions(
    chosen: Iterable[SameValues], every: Sequence[SameValues]
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    regions, all_of_them = (
        {value for value_class in classes for (value,) in value_class or ()} for classes in (chosen, every)
    )
    if regions == all_of_them:
        return None, ()
    if REGION_OF_TOMORROW in regions:
        return None, tuple(sorted(all_of_them - regions))
    return tuple(sorted(regions)), ()


def _principals(
    effect: RuleDifference, rules: int, chosen: Sequence[SameValues], every: Sequence[SameValues]
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    principals, all_of_them = (
        {
            label
            for value_class in classes
            for values in value_class or ()
            for label in labels(effect, values, rules)
        }
        for classes in (chosen, every)
    )
    if len(chosen) == len(every):
        return None, ()
    if principals & set(_ANCHORS):
        return None, tuple(sorted(all_of_them - principals))
    return tuple(sorted(principals)), ()


def labels(effect: RuleDifference, principal: Values, rules: int) -> tuple[str, ...]:
    """Name a principal by the patterns that cover it or, where none does, by its kind.

    Patterns whose principals these rules treat alike are named with it.
    """
    key = principal, rules
    if key not in effect.labels:
        alike = effect.alike(principal[0], rules) if principal else ()
        effect.labels[key] = tuple(dict.fromkeys((_label(effect, principal), *alike)))
    return effect.labels[key]


def _label(effect: RuleDifference, principal: Values) -> str:
    if not principal:
        return NOBODYS
    arn = principal[0]
    if arn.endswith(":root"):
        return ROOT_USER
    covering = [
        pattern for pattern in effect.principal_patterns if arn_matches(pattern, arn) or matches(pattern, arn)
    ]
    if covering:
        return min(covering, key=lambda pattern: (pattern.count("*"), -len(pattern), pattern))
    if not arn.startswith("arn:"):
        return _ANYBODY_ELSE
    return next((kind for part, kind in _KINDS if part in arn), _OTHER_ROLES)
