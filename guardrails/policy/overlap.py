"""Decide whether two statements may apply to one request, and whether a third surely applies to all such.

Both answers err on the safe side: in doubt, `may_overlap` says yes and `covers_overlap` says no. Actions are
compared over the whole catalogue, the stand-ins for future ones included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from guardrails.policy.action_set import bits, bits_of, universe
from guardrails.policy.equality import OPEN
from guardrails.policy.language.document import Statement
from guardrails.policy.language.patterns import matches

_WILDCARDS = re.compile(r"[*?]")


def may_overlap(first: Statement, second: Statement) -> bool:
    """Return whether there may be a request to which both statements apply."""
    actions_meet = bool(_catalogue_actions(first) & _catalogue_actions(second)) or bool(
        _strange(first, second)
    )
    return actions_meet and _resources_meet(first, second)


def covers_overlap(third: Statement, first: Statement, second: Statement) -> bool:
    """Return whether a statement surely applies to every request to which both others apply."""
    return (
        not _catalogue_actions(first) & _catalogue_actions(second) & ~_catalogue_actions(third)
        and all(_acts_on(third, name) for name in _strange(first, second))
        and (_covers_resources(third, first) or _covers_resources(third, second))
        and all(
            any(_implies(condition, implied) for condition in (*first.conditions, *second.conditions))
            for implied in third.conditions
        )
    )


@lru_cache(maxsize=1 << 12)
def _catalogue_actions(statement: Statement) -> int:
    """Return the actions of the catalogue that a statement speaks of."""
    if statement.not_actions:
        return universe() & ~bits_of(statement.not_actions)
    return bits_of(statement.actions)


@lru_cache(maxsize=1 << 12)
def _unknown(statement: Statement) -> frozenset[str]:
    """Return what a statement's list says that the catalogue knows nothing of."""
    return frozenset(entry.lower() for entry in statement.actions if not bits(entry))


def _strange(first: Statement, second: Statement) -> frozenset[str]:
    """Return the names that the catalogue doesn't know and of which both statements may speak."""
    return frozenset(
        name
        for name in _unknown(first) | _unknown(second)
        if _may_act_on(first, name) and _may_act_on(second, name)
    )


def _may_act_on(statement: Statement, name: str) -> bool:
    if statement.actions:
        return any(_may_meet(entry.lower(), name) for entry in statement.actions)
    return not any(_covers(entry.lower(), name) for entry in statement.not_actions)


def _acts_on(statement: Statement, name: str) -> bool:
    if statement.actions:
        return any(_covers(entry.lower(), name) for entry in statement.actions)
    return not any(_may_meet(entry.lower(), name) for entry in statement.not_actions)


def _resources_meet(first: Statement, second: Statement) -> bool:
    if first.not_resources or second.not_resources:
        return True
    return any(
        _may_meet(first_resource, second_resource)
        for first_resource in first.resources
        for second_resource in second.resources
    )


def _may_meet(first: str, second: str) -> bool:
    """Return whether two patterns may cover one text: by how they begin and how they end."""
    starts = [_WILDCARDS.split(pattern, maxsplit=1)[0] for pattern in (first, second)]
    ends = [_WILDCARDS.split(pattern)[-1] for pattern in (first, second)]
    if "$" in first + second:
        return True
    shortest_start, shortest_end = min(map(len, starts)), min(map(len, ends))
    return (
        starts[0][:shortest_start] == starts[1][:shortest_start]
        and (ends[0][-shortest_end:] == ends[1][-shortest_end:] if shortest_end else True)
        and (_WILDCARDS.search(first + second) is not None or first == second)
    )


def _covers_resources(third: Statement, statement: Statement) -> bool:
    if third.not_resources or statement.not_resources:
        return third.not_resources == statement.not_resources
    return all(
        any(_covers(pattern, resource) for pattern in third.resources) for resource in statement.resources
    )


def _covers(pattern: str, candidate: str) -> bool:
    """Return whether a pattern surely covers everything that another one covers."""
    return pattern == candidate or (
        "?" not in pattern and "$" not in pattern and matches(pattern, _WILDCARDS.sub(OPEN, candidate))
    )


def _implies(condition: tuple[str, str, Iterable[str]], implied: tuple[str, str, Iterable[str]]) -> bool:
    """Return whether one condition holds wherever another does: the same test of more or fewer values."""
    (operator, key, values), (implied_operator, implied_key, implied_values) = condition, implied
    if (operator.lower(), key.lower()) != (implied_operator.lower(), implied_key.lower()):
        return False
    value_set, implied_set = frozenset(values), frozenset(implied_values)
    return implied_set <= value_set if "not" in operator.lower() else value_set <= implied_set
