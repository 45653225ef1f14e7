"""Put the lists and entries of a baseline into one order, independent of their order in the file.

A deployment must not change because somebody sorted a list: CloudFormation updates a resource whose text
differs, and replaces some. So everything that becomes a template or a policy is read in this order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch
from types import NoneType
from typing import Any, TypeVar

from pydantic import BaseModel

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.budgets import Plan
from guardrails.baseline.sections.trail import Trail

ORDERED: Mapping[tuple[type[BaseModel], str], str] = {
    (Plan, "amounts"): "each amount belongs to a period, from `starts` on",
    (Trail, "storage"): "files move one step after the other, and `check` refuses another order",
}
"""The lists whose order means something in AWS, by model and field, and what it means."""

_RANKS = (NoneType, bool, int | float, str, dt.date, tuple | list, dict, BaseModel)
"""The order of types, where values of one list are of several types."""
ModelT = TypeVar("ModelT", bound=BaseModel)


def canonical(baseline: Baseline) -> Baseline:
    """Return a baseline with every list and mapping in canonical order, apart from those in `ORDERED`.

    Places in the file are then only known by names, not by the index in a list.
    """
    file = canonical_model(baseline.file)
    scope = tuple(sorted(baseline.scope))
    return replace(baseline, file=file, tree=file.tree, scope=scope)


def canonical_model(model: ModelT) -> ModelT:
    """Return a part of a baseline, or the parameters of a control, in canonical order."""
    fields = type(model).model_fields
    values = {name: getattr(model, name) for name in fields}
    ordered = {
        name: value if (type(model), name) in ORDERED else _ordered(value) for name, value in values.items()
    }
    return model.model_copy(update=ordered)


@singledispatch
def _ordered(value: Any) -> Any:
    return value


@_ordered.register
def _(value: BaseModel) -> BaseModel:
    return canonical_model(value)


@_ordered.register(tuple)
@_ordered.register(list)
def _(values: tuple[Any, ...] | list[Any]) -> tuple[Any, ...] | list[Any]:
    return type(values)(sorted(map(_ordered, values), key=order_of))


@_ordered.register
def _(values: dict) -> dict[Any, Any]:  # type: ignore[type-arg] # singledispatch takes no generic type
    return {key: _ordered(values[key]) for key in sorted(values, key=order_of)}


def order_of(value: object) -> tuple[Any, ...]:
    """Return what tells where a value stands in a list; numbers follow their size.

    Raises:
        TypeError: when no list of a baseline has such values.
    """
    for rank, kind in enumerate(_RANKS):
        if isinstance(value, kind):
            return rank, _comparable(value)
    raise TypeError(f"{value!r} has no place in a baseline")


def _comparable(value: Any) -> Any:
    if value is None:
        return 0
    if isinstance(value, BaseModel):
        return tuple(order_of(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, tuple | list):
        return tuple(map(order_of, value))
    if isinstance(value, dict):
        return tuple((order_of(key), order_of(entry)) for key, entry in value.items())
    return value
