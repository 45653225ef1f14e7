"""Compute the effective policy from the policies on the root, the units and the account.

A value is inherited, and each level changes it. AWS's pages leave some questions open; these are our answers:

- A lock on a block keeps child policies from adding keys to it; each setting below needs a lock of its own.
- Locks of policies at one node bind the nodes below, not each other, and the strictest counts.
- Of policies at one node AWS takes the one attached first. A baseline doesn't show that order, so where it
  matters it is a conflict.
- A list from which the last value is removed is gone; one that is assigned empty stays, as an empty list.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
Source: https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from guardrails.management_policies.operators import (
    APPEND,
    ASSIGN,
    CHILD_CONTROL,
    EVERY,
    REMOVE,
    VALUE_SETTING,
    allowed_below,
    as_text,
    is_operator,
)

Path: TypeAlias = tuple[str, ...]
Value: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True)
class Contribution:
    """The change that one policy makes to one setting."""

    policy: str
    """The name of the policy."""
    node: str
    """The path of the node that it is attached to."""
    operator: str


@dataclass(frozen=True)
class InheritedState:
    """The inherited state at a node, for one key of the grammar and all below it."""

    children: Mapping[str, InheritedState] = field(default_factory=dict)
    value: Value | None = None
    by: tuple[Contribution, ...] = ()
    """The policies that made the value what it is, in order."""
    allowed: frozenset[str] = EVERY
    """The value-setting operators that policies further down may use."""
    limited_by: tuple[Contribution, ...] = ()
    """The policies that forbid the others."""


@dataclass(frozen=True)
class Conflict:
    """A part of a policy that doesn't do what it says."""

    policy: str
    node: str
    path: Path
    problem: str
    remedy: str
    other_policy: str
    """The policy that it stands against."""
    at_one_node: bool = False
    """Whether both stand at one node, so that AWS goes by the order of their attachment."""


@dataclass(frozen=True)
class Written:
    """A part of one policy's document."""

    policy: str
    node: str
    data: Mapping[str, Any]


NOTHING = InheritedState()


def descend(
    state: InheritedState, policies: Sequence[Written]
) -> tuple[InheritedState, tuple[Conflict, ...]]:
    """Apply the policies attached to one node, in the order of their attachment, to what it inherits."""
    conflicts: list[Conflict] = []
    merged = _merge(state, policies, (), conflicts)
    return merged, tuple(conflicts)


def _merge(
    state: InheritedState, documents: Sequence[Written], path: Path, conflicts: list[Conflict]
) -> InheritedState:
    value, by = _value(state, documents, path, conflicts)
    children = dict(state.children)
    for key, below in _below(documents).items():
        child = state.children.get(key)
        if child is None and not state.allowed & {ASSIGN, APPEND}:
            conflicts += (
                _forbidden(document, (*path, key), "adds", state)
                for document in below
                if _says(document.data)
            )
        elif child is not None or any(_says(document.data) for document in below):
            children[key] = _merge(child or NOTHING, below, (*path, key), conflicts)
    limits = [document for document in documents if allowed_below(document.data) != EVERY]
    return replace(
        state,
        children=children,
        value=value,
        by=by,
        allowed=state.allowed.intersection(*(allowed_below(document.data) for document in documents)),
        limited_by=(
            *state.limited_by,
            *(Contribution(document.policy, document.node, CHILD_CONTROL) for document in limits),
        ),
    )


def _below(documents: Sequence[Written]) -> dict[str, list[Written]]:
    by_key: dict[str, list[Written]] = {}
    for document in documents:
        for key, data in document.data.items():
            if not is_operator(key):
                by_key.setdefault(key, []).append(replace(document, data=data))
    return by_key


def _says(data: Mapping[str, Any]) -> bool:
    """Return whether a part has an operator: an empty key has no effect."""
    return any(is_operator(key) or _says(below) for key, below in data.items())


def _value(
    state: InheritedState, documents: Sequence[Written], path: Path, conflicts: list[Conflict]
) -> tuple[Value | None, tuple[Contribution, ...]]:
    value, by = state.value, state.by
    operations: list[tuple[Written, str, Value]] = []
    for document in documents:
        for operator in VALUE_SETTING:
            if operator not in document.data:
                continue
            operand = _value_of(document.data[operator])
            if operator not in state.allowed:
                conflicts.append(_forbidden(document, path, f"uses {operator} at", state))
                continue
            against = next(
                (
                    operation
                    for operation in operations
                    if _clash(operation[1], operation[2], operator, operand)
                ),
                None,
            )
            if against is not None and against[0].policy != document.policy:
                conflicts.append(_contradiction(document, path, operator, operand, against))
                if operator == ASSIGN:
                    continue
            value, by = _apply(
                value, by, operator, operand, Contribution(document.policy, document.node, operator)
            )
            operations.append((document, operator, operand))
    return value, by


def _value_of(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(dict.fromkeys(as_text(entry) or "" for entry in value))
    return as_text(value) or ""


def _clash(first: str, first_operand: Value, second: str, second_operand: Value) -> bool:
    """Return whether two operations at one node have another result in the other order."""
    if ASSIGN in (first, second):
        return first != second or _same(first_operand) != _same(second_operand)
    return first != second and bool(set(first_operand) & set(second_operand))


def _same(value: Value) -> object:
    return value if isinstance(value, str) else frozenset(value)


def _apply(
    value: Value | None,
    by: tuple[Contribution, ...],
    operator: str,
    operand: Value,
    contribution: Contribution,
) -> tuple[Value | None, tuple[Contribution, ...]]:
    if operator == ASSIGN:
        return operand, (contribution,)
    current = value if isinstance(value, tuple) else ()
    if operator == APPEND:
        return tuple(dict.fromkeys((*current, *operand))), (*by, contribution)
    remaining = tuple(text for text in current if text not in operand)
    if remaining == current:
        return value, by
    return remaining or None, (*by, contribution)


def _forbidden(document: Written, path: Path, does: str, state: InheritedState) -> Conflict:
    by = state.limited_by[0]
    problem = f"{does} {'.'.join(path)}, which {by.policy} at {by.node} forbids below itself"
    return Conflict(
        document.policy, document.node, path, problem, f"leave it out, or let {by.policy} allow it", by.policy
    )


def _contradiction(
    document: Written, path: Path, operator: str, operand: Value, against: tuple[Written, str, Value]
) -> Conflict:
    earlier, first, value = against
    problem = (
        f"{_VERBS[operator]} {_shown(operand)} at {'.'.join(path)}, where {earlier.policy} at the same node"
        f" {_VERBS[first]} {_shown(value)}, and AWS goes by the order of their attachment"
    )
    remedy = "keep one of the two"
    return Conflict(document.policy, document.node, path, problem, remedy, earlier.policy, at_one_node=True)


_VERBS = {ASSIGN: "assigns", APPEND: "appends", REMOVE: "removes"}


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def plain(state: InheritedState) -> Any:
    """Render as AWS shows an effective policy: values without operators, and nothing that is empty."""
    if state.value is not None:
        return list(state.value) if isinstance(state.value, tuple) else state.value
    return {key: shown for key, below in state.children.items() if (shown := plain(below)) != {}}


def settings(
    state: InheritedState, path: Path = ()
) -> Iterator[tuple[Path, Value, tuple[Contribution, ...]]]:
    """List every setting of an effective policy with its value, and which policies made it so."""
    if state.value is not None:
        yield path, state.value, state.by
    for key, below in state.children.items():
        yield from settings(below, (*path, key))
