"""An example of every field: what findings and the JSON Schema show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from guardrails import marked
from guardrails.baseline.shapes import Place, as_model, bare, field_key

FILE = Path(__file__).with_name("examples.yaml")
"""By field, such as Trail.bucket; by model, such as Budget, whose required fields alone are no example."""


def example_of(place: Place) -> Any:
    """Return an example of what may stand at a place."""
    if place.model is None:
        return None
    whole = field_example(place.model, place.field) if place.field else model_example(place.model)
    return whole if place.annotation is place.field_annotation else _part(whole, place.annotation)


def _part(whole: Any, annotation: Any) -> Any:
    """Return an example of what is inside a list or a mapping, from an example of the whole."""
    if (model := as_model(annotation)) is not None:
        return model_example(model)
    while isinstance(whole, list | dict) and whole and not _fits(whole, annotation):
        whole = next(iter(whole.values() if isinstance(whole, dict) else whole))
    return whole


def _fits(value: Any, annotation: Any) -> bool:
    origin = get_origin(bare(annotation))
    return origin is (tuple if isinstance(value, list) else dict)


def field_example(model: type[BaseModel], name: str) -> Any:
    """Return an example of a field of a model: the file's, else what type and default tell."""
    key = field_key(model, name)
    if key in _written():
        return _written()[key]
    field = model.model_fields[name]
    annotation = bare(field.annotation)
    if annotation is bool:
        return not field.default
    if not field.is_required() and field.default not in (None, (), {}, "") and not _holds_models(annotation):
        return _plain(field.default)
    return _of_type(annotation)


def model_example(model: type[BaseModel]) -> Any:
    """Return an example of a model: the file's, else its required fields."""
    if model.__name__ in _written():
        return _written()[model.__name__]
    fields = model.model_fields.items()
    return {name: field_example(model, name) for name, field in fields if field.is_required()}


def _of_type(annotation: Any) -> Any:
    if (model := as_model(annotation)) is not None:
        return model_example(model)
    inner = get_args(annotation)
    if get_origin(annotation) is Literal:
        return inner[0]
    if get_origin(annotation) is tuple:
        return [_of_type(bare(inner[0]))]
    if get_origin(annotation) in (dict, Mapping):
        return {_of_type(bare(inner[0])): _of_type(bare(inner[1]))}
    return 1 if annotation in (int, float) else "text"


def _holds_models(annotation: Any) -> bool:
    return as_model(annotation) is not None or any(
        get_origin(inner) not in (None, Annotated, Literal) or as_model(inner) is not None
        for inner in get_args(annotation)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@cache
def _written() -> Mapping[str, Any]:
    return MappingProxyType(marked.read(FILE.read_text(encoding="utf-8"), FILE.name).data)
