"""A condition of a statement, made ready to be tried on many requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails.aws_facts import GLOBAL_CONDITION_KEYS
from guardrails.policy.language.document import Conditions, text_of
from guardrails.policy.language.operators import OperatorName, read_operator
from guardrails.policy.language.variables import Context, Resolver, resolver


@dataclass(frozen=True)
class Condition:
    """One operator on one key; all conditions of a statement have to hold for it to apply."""

    name: str
    """The operator as it is written."""
    key: str
    """The condition key in lower case."""
    values: tuple[str, ...]
    """The values as they are written."""
    operator: OperatorName | None
    """None where IAM has no operator of that name: whether the condition holds is then unknown."""
    patterns: Resolver
    variables: frozenset[str]
    """The keys that variables in its values name."""

    @property
    def keys(self) -> frozenset[str]:
        """Every condition key that its truth depends on."""
        return self.variables | {self.key}

    def holds(self, context: Context) -> bool | None:
        """Return whether the condition holds for a request; None where IAM doesn't define the operator."""
        if self.operator is None:
            return None
        request_values = context.get(self.key, ())
        operator = self.operator.operator
        if operator.name == "Null":
            return (not request_values) in {value.lower() == "true" for value in self.values}
        if not request_values:
            return self._holds_without(self.operator)
        patterns = [pattern for pattern in self.patterns(context) if pattern is not None]
        tried = (self._value_holds(value, patterns) for value in request_values)
        by_one = self.operator.quantifier == "foranyvalue"
        by_all = self.operator.quantifier == "forallvalues" or (operator.negated and not by_one)
        return all(tried) if by_all else any(tried)

    @staticmethod
    def _holds_without(name: OperatorName) -> bool:
        """Return whether a condition with this operator holds for a request that lacks the key.

        `ForAnyValue` asks for a value that fits, and its `...IfExists` is about each value: without any value
        it is false. AWS's page on the operators doesn't say so; those who measured it agree.
        """
        if name.quantifier == "foranyvalue":
            return False
        return name.if_exists or name.quantifier == "forallvalues" or name.operator.negated

    def _value_holds(self, request_value: str, patterns: list[str]) -> bool:
        """Try one value of the request: equal to any of the policy's, or negated, to none of them."""
        assert self.operator is not None  # noqa: S101 - narrows the type; `holds` has returned otherwise
        operator = self.operator.operator
        compare = operator.compare
        if operator.strict and operator.negated:
            results = [compare(request_value, pattern) for pattern in patterns]
            return not (True in results or None in results)
        return any(compare(request_value, pattern) for pattern in patterns) != operator.negated


def conditions_of(block: Conditions, version: str) -> tuple[Condition, ...]:
    """Prepare the conditions of a statement; operators of one key, and of one name, are all asked for."""
    return tuple(_conditions(block, version))


def _conditions(block: Conditions, version: str) -> Iterator[Condition]:
    for name, key, values in block:
        patterns, variables = resolver(values, version)
        yield Condition(name, key.lower(), values, read_operator(name), patterns, variables)


_in_lower_case = {key: key.lower() for key in GLOBAL_CONDITION_KEYS}.get
"""Answers for the keys that nearly all requests carry; a look-up takes half of what lowering takes."""


def context_of(pairs: Iterable[tuple[str, object]]) -> dict[str, tuple[str, ...]]:
    """Bring a request's context into the form that conditions read: lower-case keys, values as texts.

    A key without a value is a missing key.

    Raises:
        ValueError: when a key holds what is no value.
    """
    context: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        if isinstance(value, str):
            context[_in_lower_case(key) or key.lower()] = (value,)
        elif isinstance(value, list | tuple):
            if value:
                context[key.lower()] = tuple(_text(item, key) for item in value)
        elif value is not None:
            context[key.lower()] = (_text(value, key),)
    return context


def _text(value: object, key: str) -> str:
    if isinstance(value, str | int | float):
        return text_of(value)
    raise ValueError(f"request.context.{key} must hold text, or a list of texts")
