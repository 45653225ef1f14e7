"""A statement in words, for somebody who doesn't read policies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from guardrails.errors import counted
from guardrails.policy import Statement
from guardrails.policy.language.operators import read_operator
from guardrails.policy.language.patterns import is_pattern, matches

Code: TypeAlias = Callable[[str], str]
"""Marks a text as one that a machine reads."""
_SHOWN = 4
"""Of a longer list so many entries are shown."""
_VERBS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "StringEquals": ("is", "is one of"),
        "StringNotEquals": ("is not", "is none of"),
        "StringEqualsIgnoreCase": ("is", "is one of"),
        "StringNotEqualsIgnoreCase": ("is not", "is none of"),
        "StringLike": ("is like", "is like one of"),
        "StringNotLike": ("is not like", "is like none of"),
        "ArnEquals": ("is", "is one of"),
        "ArnLike": ("is", "is one of"),
        "ArnNotEquals": ("is not", "is none of"),
        "ArnNotLike": ("is not", "is none of"),
        "Bool": ("is", "is one of"),
        "BinaryEquals": ("is", "is one of"),
        "IpAddress": ("is in", "is in one of"),
        "NotIpAddress": ("is not in", "is in none of"),
        "NumericEquals": ("is", "is one of"),
        "NumericNotEquals": ("is not", "is none of"),
        "NumericLessThan": ("is less than", "is less than one of"),
        "NumericLessThanEquals": ("is at most", "is at most one of"),
        "NumericGreaterThan": ("is more than", "is more than one of"),
        "NumericGreaterThanEquals": ("is at least", "is at least one of"),
        "DateEquals": ("is", "is one of"),
        "DateNotEquals": ("is not", "is none of"),
        "DateLessThan": ("is before", "is before one of"),
        "DateLessThanEquals": ("is not after", "is not after one of"),
        "DateGreaterThan": ("is after", "is after one of"),
        "DateGreaterThanEquals": ("is not before", "is not before one of"),
    }
)


def what_it_denies(
    statement: Statement, action: str, context: Mapping[str, Sequence[str]], code: Code
) -> str:
    """Say what a statement denies, and how the request comes to be meant.

    Args:
        statement: the statement.
        action: what was asked for.
        context: the condition keys of the request, in any case.
        code: marks what a machine reads.
    """
    values_by_key = {key.lower(): values for key, values in context.items()}
    conditions = [
        _condition(name, key, values, values_by_key, code) for name, key, values in statement.conditions
    ]
    parts = [f"{_actions(statement, action, code)}{_resources(statement, code)}"]
    return f"{parts[0]}, where {' and '.join(conditions)}" if conditions else parts[0]


def listed(values: Iterable[str], code: Code, word: str = "or", most: int = _SHOWN) -> str:
    """Write a list as a sentence has it, a long one cut short."""
    texts = [code(value) for value in values]
    if len(texts) > most + 1:
        return f"{', '.join(texts[:most])} {word} {len(texts) - most} more"
    return f" {word} ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else "".join(texts)


def _actions(statement: Statement, action: str, code: Code) -> str:
    if statement.not_actions:
        return f"every action but the {len(statement.not_actions)} that it lists"
    pattern = next(
        (
            listed_action
            for listed_action in statement.actions
            if matches(listed_action.lower(), action.lower())
        ),
        action,
    )
    if pattern == "*":
        return "every action"
    other_count = len(statement.actions) - 1
    more = f" and {counted(other_count, 'other')}" if other_count else ""
    return f"{code(pattern)}{more}"


def _resources(statement: Statement, code: Code) -> str:
    if statement.not_resources:
        return f" on everything but {listed(statement.not_resources, code, 'and')}"
    return "" if statement.resources == ("*",) else f" on {listed(statement.resources, code)}"


def _condition(
    name: str, key: str, values: Sequence[str], values_by_key: Mapping[str, Sequence[str]], code: Code
) -> str:
    request_values = values_by_key.get(key.lower(), ())
    now = f"here {listed(request_values, code, 'and')}" if request_values else "here it is absent"
    operator = read_operator(name)
    if operator is None:
        return f"{code(name)} holds for {code(key)} ({now})"
    if operator.operator.name == "Null":
        return f"{code(key)} is {'absent' if values[0].lower() == 'true' else 'there'} ({now})"
    singular, plural = _VERBS[operator.operator.name]
    subject = {"foranyvalue": "any value of ", "forallvalues": "every value of "}.get(operator.quantifier, "")
    absent = " or is absent" if operator.if_exists else ""
    verb = plural if len(values) > 1 else singular
    if verb == "is" and is_pattern(values[0]):
        verb = "is like"
    return f"{subject}{code(key)} {verb} {listed(values, code)}{absent} ({now})"
