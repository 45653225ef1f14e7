"""Say which requests change: in which regions, of which principals, on what further conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from guardrails.policy.cells import Cell, Values
from guardrails.policy.patterns import arn_matches, matches
from guardrails.policy.regions import REGION_OF_TOMORROW
from guardrails.policy.values import PRINCIPAL_ARN, REGION
from guardrails.policy.variables import Context
from guardrails.posture.compare.effect import KEPT, Effect, Outcome, Part
from guardrails.posture.compare.model import Direction, Scope

Alike = tuple[Values, ...] | None
"""Values that all rules treat alike; None where nothing depends on them."""
ROOT_USER = "the root user"
NOBODYS = "AWS services and anonymous callers"
_KINDS = ((":root", ROOT_USER), (":user/", "other users"), (":federated-user/", "other federated users"))
_OTHERS = "other roles"
_ANYBODY_ELSE = "anybody else"
_ANCHORS = (_OTHERS, _ANYBODY_ELSE)
_TRIED = 3
"""Of how many cells it is tried what decides beside region and principal."""


class _How(NamedTuple):
    """What becomes of requests, on what further conditions, and whether that is certain."""

    direction: Direction
    conditions: tuple[str, ...]
    certain: bool


def scopes(effect: Effect, part: Part) -> Iterator[tuple[Scope, Cell]]:
    """Describe what changes among the cells of the same actions, as few rectangles of regions and principals.

    Yields:
        A scope, and a cell of it.
    """
    squares: dict[tuple[Alike, Alike], list[tuple[Cell, Outcome]]] = {}
    for cell, outcome in part:
        squares.setdefault((_alike(cell, REGION), _alike(cell, PRINCIPAL_ARN)), []).append((cell, outcome))
    found: dict[_How, dict[Alike, dict[Alike, Cell]]] = {}
    for (regions, principals), cells in squares.items():
        for how, cell in _changes(effect, part, cells):
            found.setdefault(how, {}).setdefault(principals, {})[regions] = cell
    every_region = tuple(dict.fromkeys(regions for regions, _ in squares))
    every_principal = tuple(dict.fromkeys(principals for _, principals in squares))
    for how, rows in found.items():
        together: dict[frozenset[Alike], list[Alike]] = {}
        for principals, columns in rows.items():
            together.setdefault(frozenset(columns), []).append(principals)
        for columns_alike, some in together.items():
            only, but = _regions(columns_alike, every_region)
            who, but_who = _principals(effect, some, every_principal)
            scope = Scope(
                how.direction, effect.policy_type, only, but, who, but_who, how.conditions, how.certain
            )
            yield scope, next(iter(rows[some[0]].values()))


def _alike(cell: Cell, dimension: str) -> Alike:
    return next((values for name, values in cell.assignment if name == dimension), None)


def _changes(
    effect: Effect, part: Part, cells: Sequence[tuple[Cell, Outcome]]
) -> Iterator[tuple[_How, Cell]]:
    """Tell what becomes of the requests of a region and a principal, and on what else it depends.

    What only may be is not told beside what is certain.
    """
    outcomes = {outcome for _, outcome in cells}
    for direction in Direction:
        certain = Outcome(direction, certain=True) in outcomes
        mine = [cell for cell, found in cells if found == Outcome(direction, certain=certain)]
        if mine:
            every = all(found.direction is direction for _, found in cells)
            conditions = () if every else _deciding(effect, part, mine, direction)
            yield _How(direction, conditions, certain), mine[0]


def _deciding(effect: Effect, part: Part, cells: Sequence[Cell], direction: Direction) -> tuple[str, ...]:
    """Find the dimensions of which another value changes the outcome."""
    tested = {name for cell, _ in part for name, _ in cell.assignment} - KEPT
    found = {
        name
        for name in tested
        for cell in cells[:_TRIED]
        for value in effect.space.values(name)
        if _after(effect, cell, {name: value}) is not direction
    }
    return tuple(sorted(found or tested))


def _after(effect: Effect, cell: Cell, changed: Context) -> Direction | None:
    return effect.outcome([(effect.space.applying(cell, changed), 0)]).direction


def _regions(some: Iterable[Alike], every: Sequence[Alike]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    mine, all_of_them = ({value for alike in given for (value,) in alike or ()} for given in (some, every))
    if mine == all_of_them:
        return None, ()
    if REGION_OF_TOMORROW in mine:
        return None, tuple(sorted(all_of_them - mine))
    return tuple(sorted(mine)), ()


def _principals(
    effect: Effect, some: Sequence[Alike], every: Sequence[Alike]
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    mine, all_of_them = (
        {label for alike in given for values in alike or () for label in labels(effect, values)}
        for given in (some, every)
    )
    if len(some) == len(every):
        return None, ()
    if mine & set(_ANCHORS):
        return None, tuple(sorted(all_of_them - mine))
    return tuple(sorted(mine)), ()


def labels(effect: Effect, principal: Values) -> tuple[str, ...]:
    """Name a principal by the patterns that cover it or, where none does, by its kind."""
    known = effect.labels.get(principal)
    if known is None:
        known = effect.labels[principal] = (_label(effect, principal),)
    return known


def _label(effect: Effect, principal: Values) -> str:
    if not principal:
        return NOBODYS
    arn = principal[0]
    if arn.endswith(":root"):
        return ROOT_USER
    covering = [one for one in effect.principal_patterns if arn_matches(one, arn) or matches(one, arn)]
    if covering:
        return min(covering, key=lambda pattern: (pattern.count("*"), -len(pattern), pattern))
    if not arn.startswith("arn:"):
        return _ANYBODY_ELSE
    return next((kind for part, kind in _KINDS if part in arn), _OTHERS)
