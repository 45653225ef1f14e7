"""How the policies on the root, the units and the account become the one that is effective.

What is inherited is a value, changed level by level. What AWS's pages leave open is said where it is decided:

- A lock on a block keeps child policies from adding keys to it; each setting below needs a lock of its own.
- Locks of policies at one node bind the nodes below, not each other, and the strictest counts.
- Of policies at one node AWS takes the one attached first. Nobody reads that off a baseline, so where the
  order matters it is a conflict.
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
    """What one policy does to one setting."""

    policy: str
    """The name of the policy."""
    node: str
    """The path of the node that it is attached to."""
    operator: str


@dataclass(frozen=True)
class State:
    """What is inherited at a node, for one key of the grammar and all below it."""

    children: Mapping[str, State] = field(default_factory=dict)
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
    other: str
    """The policy that it stands against."""
    at_one_node: bool = False
    """Whether both stand at one node, so that AWS goes by the order of their attachment."""


@dataclass(frozen=True)
class Written:
    """A part of one policy's document."""

    policy: str
    node: str
    data: Mapping[str, Any]


NOTHING = State()


def descend(state: State, policies: Sequence[Written]) -> tuple[State, tuple[Conflict, ...]]:
    """Apply the policies attached to one node, in the order of their attachment, to what it inherits."""
    conflicts: list[Conflict] = []
    merged = _merge(state, policies, (), conflicts)
    return merged, tuple(conflicts)


def _merge(state: State, here: Sequence[Written], path: Path, conflicts: list[Conflict]) -> State:
    value, by = _value(state, here, path, conflicts)
    children = dict(state.children)
    for key, below in _below(here).items():
        known = state.children.get(key)
        if known is None and not state.allowed & {ASSIGN, APPEND}:
            conflicts += (_forbidden(one, (*path, key), "adds", state) for one in below if _says(one.data))
        elif known is not None or any(_says(one.data) for one in below):
            children[key] = _merge(known or NOTHING, below, (*path, key), conflicts)
    limits = [one for one in here if allowed_below(one.data) != EVERY]
    return replace(
        state,
        children=children,
        value=value,
        by=by,
        allowed=state.allowed.intersection(*(allowed_below(one.data) for one in here)),
        limited_by=(
            *state.limited_by,
            *(Contribution(one.policy, one.node, CHILD_CONTROL) for one in limits),
        ),
    )


def _below(here: Sequence[Written]) -> dict[str, list[Written]]:
    found: dict[str, list[Written]] = {}
    for one in here:
        for key, data in one.data.items():
            if not is_operator(key):
                found.setdefault(key, []).append(replace(one, data=data))
    return found


def _says(data: Mapping[str, Any]) -> bool:
    """Tell whether there is an operator in a part: a key with nothing in it is as good as none."""
    return any(is_operator(key) or _says(below) for key, below in data.items())


def _value(
    state: State, here: Sequence[Written], path: Path, conflicts: list[Conflict]
) -> tuple[Value | None, tuple[Contribution, ...]]:
    value, by = state.value, state.by
    done: list[tuple[Written, str, Value]] = []
    for one in here:
        for operator in VALUE_SETTING:
            if operator not in one.data:
                continue
            given = _given(one.data[operator])
            if operator not in state.allowed:
                conflicts.append(_forbidden(one, path, f"uses {operator} at", state))
                continue
            against = next((each for each in done if _clash(each[1], each[2], operator, given)), None)
            if against is not None and against[0].policy != one.policy:
                conflicts.append(_contradiction(one, path, operator, given, against))
                if operator == ASSIGN:
                    continue
            value, by = _apply(value, by, operator, given, Contribution(one.policy, one.node, operator))
            done.append((one, operator, given))
    return value, by


def _given(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(dict.fromkeys(as_text(one) or "" for one in value))
    return as_text(value) or ""


def _clash(first: str, one: Value, second: str, other: Value) -> bool:
    """Tell whether two operations at one node come to something else in another order."""
    if ASSIGN in (first, second):
        return first != second or _same(one) != _same(other)
    return first != second and bool(set(one) & set(other))


def _same(value: Value) -> object:
    return value if isinstance(value, str) else frozenset(value)


def _apply(
    value: Value | None,
    by: tuple[Contribution, ...],
    operator: str,
    given: Value,
    contribution: Contribution,
) -> tuple[Value | None, tuple[Contribution, ...]]:
    if operator == ASSIGN:
        return given, (contribution,)
    held = value if isinstance(value, tuple) else ()
    if operator == APPEND:
        return tuple(dict.fromkeys((*held, *given))), (*by, contribution)
    left = tuple(one for one in held if one not in given)
    if left == held:
        return value, by
    return left or None, (*by, contribution)


def _forbidden(one: Written, path: Path, does: str, state: State) -> Conflict:
    by = state.limited_by[0]
    problem = f"{does} {'.'.join(path)}, which {by.policy} at {by.node} forbids below itself"
    return Conflict(
        one.policy, one.node, path, problem, f"leave it out, or let {by.policy} allow it", by.policy
    )


def _contradiction(
    one: Written, path: Path, operator: str, given: Value, against: tuple[Written, str, Value]
) -> Conflict:
    other, first, value = against
    problem = (
        f"{_VERBS[operator]} {_shown(given)} at {'.'.join(path)}, where {other.policy} at the same node"
        f" {_VERBS[first]} {_shown(value)}, and AWS goes by the order of their attachment"
    )
    remedy = "keep one of the two"
    return Conflict(one.policy, one.node, path, problem, remedy, other.policy, at_one_node=True)


_VERBS = {ASSIGN: "assigns", APPEND: "appends", REMOVE: "removes"}


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def plain(state: State) -> Any:
    """Render as AWS shows an effective policy: values without operators, and nothing that is empty."""
    if state.value is not None:
        return list(state.value) if isinstance(state.value, tuple) else state.value
    return {key: shown for key, below in state.children.items() if (shown := plain(below)) != {}}


def settings(state: State, path: Path = ()) -> Iterator[tuple[Path, Value, tuple[Contribution, ...]]]:
    """List every setting of an effective policy with its value, and which policies made it so."""
    if state.value is not None:
        yield path, state.value, state.by
    for key, below in state.children.items():
        yield from settings(below, (*path, key))
