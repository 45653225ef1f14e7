"""Tell whether two statements may speak of one request, and whether a third surely speaks of all such.

Both answers err on the safe side: `may_overlap` where in doubt says yes, `covers_overlap` no. Actions are
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


def may_overlap(one: Statement, other: Statement) -> bool:
    """Tell whether there may be a request to which both statements apply."""
    actions_meet = bool(_known(one) & _known(other)) or bool(_strange(one, other))
    return actions_meet and _resources_meet(one, other)


def covers_overlap(third: Statement, one: Statement, other: Statement) -> bool:
    """Tell whether a statement surely applies to every request to which both others apply."""
    return (
        not _known(one) & _known(other) & ~_known(third)
        and all(_acts_on(third, name) for name in _strange(one, other))
        and (_covers_resources(third, one) or _covers_resources(third, other))
        and all(
            any(_implies(given, wanted) for given in (*one.conditions, *other.conditions))
            for wanted in third.conditions
        )
    )


@lru_cache(maxsize=1 << 12)
def _known(statement: Statement) -> int:
    """Return the actions of the catalogue that a statement speaks of."""
    if statement.not_actions:
        return universe() & ~bits_of(statement.not_actions)
    return bits_of(statement.actions)


@lru_cache(maxsize=1 << 12)
def _unknown(statement: Statement) -> frozenset[str]:
    """Return what a statement's list says that the catalogue knows nothing of."""
    return frozenset(entry.lower() for entry in statement.actions if not bits(entry))


def _strange(one: Statement, other: Statement) -> frozenset[str]:
    """Return the names that the catalogue doesn't know and of which both statements may speak."""
    return frozenset(
        name
        for name in _unknown(one) | _unknown(other)
        if _may_act_on(one, name) and _may_act_on(other, name)
    )


def _may_act_on(statement: Statement, name: str) -> bool:
    if statement.actions:
        return any(_may_meet(entry.lower(), name) for entry in statement.actions)
    return not any(_covers(entry.lower(), name) for entry in statement.not_actions)


def _acts_on(statement: Statement, name: str) -> bool:
    if statement.actions:
        return any(_covers(entry.lower(), name) for entry in statement.actions)
    return not any(_may_meet(entry.lower(), name) for entry in statement.not_actions)


def _resources_meet(one: Statement, other: Statement) -> bool:
    if one.not_resources or other.not_resources:
        return True
    return any(_may_meet(here, there) for here in one.resources for there in other.resources)


def _may_meet(one: str, other: str) -> bool:
    """Tell whether two patterns may cover one text: by how they begin and how they end."""
    starts = [_WILDCARDS.split(pattern, maxsplit=1)[0] for pattern in (one, other)]
    ends = [_WILDCARDS.split(pattern)[-1] for pattern in (one, other)]
    if "$" in one + other:
        return True
    shortest_start, shortest_end = min(map(len, starts)), min(map(len, ends))
    return (
        starts[0][:shortest_start] == starts[1][:shortest_start]
        and (ends[0][-shortest_end:] == ends[1][-shortest_end:] if shortest_end else True)
        and (_WILDCARDS.search(one + other) is not None or one == other)
    )


def _covers_resources(third: Statement, one: Statement) -> bool:
    if third.not_resources or one.not_resources:
        return third.not_resources == one.not_resources
    return all(any(_covers(mine, theirs) for mine in third.resources) for theirs in one.resources)


def _covers(pattern: str, other: str) -> bool:
    """Tell whether a pattern surely covers everything that another one covers."""
    return pattern == other or (
        "?" not in pattern and "$" not in pattern and matches(pattern, _WILDCARDS.sub(OPEN, other))
    )


def _implies(given: tuple[str, str, Iterable[str]], wanted: tuple[str, str, Iterable[str]]) -> bool:
    """Tell whether one condition holds wherever another one does: the same test of more or fewer values."""
    (operator, key, values), (wanted_operator, wanted_key, wanted_values) = given, wanted
    if (operator.lower(), key.lower()) != (wanted_operator.lower(), wanted_key.lower()):
        return False
    here, there = frozenset(values), frozenset(wanted_values)
    return there <= here if "not" in operator.lower() else here <= there
