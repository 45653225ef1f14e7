"""The texts in a policy that may be parameters of a control: regions, names, types, exempt principals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from guardrails.aws_facts.arns import ARN_PREFIX
from guardrails.baseline import types as t
from guardrails.policy import Statement
from guardrails.policy.action_set import bits_of, universe
from guardrails.policy.name_set import NameSet
from guardrails.policy.space.values import PRINCIPAL_ARN, REGION

_ANY_PARTITION = "arn:*:"
ACTION, NOT_ACTION, RESOURCE, NOT_RESOURCE = "Action", "NotAction", "Resource", "NotResource"
_PRINCIPAL: TypeAdapter[str] = TypeAdapter(t.PrincipalPattern)
_REGION: TypeAdapter[str] = TypeAdapter(t.Region)
_SERVICE: TypeAdapter[str] = TypeAdapter(t.Service)


@dataclass(frozen=True)
class Clues:
    """The names in the Deny statements of one policy, by the place where it stands."""

    statements: tuple[Statement, ...]

    def values(self, place: str) -> tuple[str, ...]:
        """Return the texts at a place: one of the four elements, or a condition key in lower case."""
        return self._by_place.get(place, ())

    @cached_property
    def _by_place(self) -> dict[str, tuple[str, ...]]:
        grouped: dict[str, dict[str, None]] = {}
        for statement in self.statements:
            for place, texts in texts_of(statement):
                grouped.setdefault(place, {}).update(dict.fromkeys(texts))
        return {place: tuple(texts) for place, texts in grouped.items()}

    @cached_property
    def actions(self) -> int:
        """The actions that some statement denies on some resource, as a set."""
        return actions_of(self.statements)

    @cached_property
    def exempt(self) -> tuple[tuple[str, ...], ...]:
        """The exempt principals of each statement, each list once; only those that an exemption can name."""
        return tuple(dict.fromkeys(_exempt(statement) for statement in self.statements))

    @cached_property
    def regions(self) -> tuple[NameSet, ...]:
        """The regions that a statement denies, each set once."""
        sets: dict[NameSet, None] = {}
        for statement in self.statements:
            for operator, key, values in statement.conditions:
                if key.lower() == REGION and "not" in operator.lower() and _all(_REGION, values):
                    sets[NameSet(frozenset(values), complement=True)] = None
        return tuple(sets)

    @cached_property
    def services(self) -> tuple[NameSet, ...]:
        """The services that a statement denies as a whole, each set once."""
        sets: dict[NameSet, None] = {}
        for statement in self.statements:
            names = [entry.partition(":")[0].lower() for entry in statement.actions or statement.not_actions]
            whole = all(entry.endswith(":*") for entry in statement.actions or statement.not_actions)
            if whole and names and _all(_SERVICE, names):
                sets[NameSet(frozenset(names), complement=bool(statement.not_actions))] = None
        return tuple(sets)


def texts_of(statement: Statement) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the texts of a statement by the place where they stand."""
    yield ACTION, statement.actions
    yield NOT_ACTION, statement.not_actions
    yield RESOURCE, statement.resources
    yield NOT_RESOURCE, statement.not_resources
    for operator, key, values in statement.conditions:
        if "null" not in operator.lower():  # whose values say whether the key is there
            yield key.lower(), values


def actions_of(statements: Sequence[Statement]) -> int:
    """Return the actions of which some statement speaks, as a set."""
    total = 0
    for statement in statements:
        total |= (
            universe() & ~bits_of(statement.not_actions)
            if statement.not_actions
            else bits_of(statement.actions)
        )
    return total


def _exempt(statement: Statement) -> tuple[str, ...]:
    named = [
        value
        for operator, key, values in statement.conditions
        if key.lower() == PRINCIPAL_ARN and "not" in operator.lower()
        for value in values
    ]
    # Published policies leave the partition open; here every principal is of one.
    own = (value.replace(_ANY_PARTITION, ARN_PREFIX, 1) for value in named)
    return tuple(sorted({value for value in own if _valid(_PRINCIPAL, value)}))


def _all(kind: TypeAdapter[str], values: Sequence[str]) -> bool:
    return all(_valid(kind, value) for value in values)


def _valid(kind: TypeAdapter[str], value: Any) -> bool:
    try:
        kind.validate_python(value)
    except ValidationError:
        return False
    return True
