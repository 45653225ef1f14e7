"""The model's expectation at a path: the section, the field, and the example to show."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from guardrails import marked
from guardrails.controls.control import Parameters
from guardrails.described import field_docs


@dataclass(frozen=True)
class Place:
    """A place in a baseline: the field of a model, and the type of what stands there."""

    model: type[BaseModel] | None
    """The innermost model around the place, or at it."""
    field: str
    """The model's field that contains the place; empty where the model itself stands there."""
    annotation: Any
    """The type; None where the model knows nothing of the place."""
    field_annotation: Any = None
    """The type of the whole field."""

    @property
    def key(self) -> str:
        """How tables name the field: Trail.bucket, or deny_key_deletion.after_days for a parameter."""
        return field_key(self.model, self.field) if self.model else ""

    @property
    def keys(self) -> frozenset[str]:
        """The keys that may stand there."""
        model = as_model(self.annotation)
        return frozenset(model.model_fields) if model else frozenset()

    @property
    def description(self) -> str:
        """The docstring of the field; empty where it has none."""
        return field_docs(self.model).get(self.field, "") if self.model else ""


def field_key(model: type[BaseModel], field: str) -> str:
    """Return how tables name a field; parameters are named after their control, the module's name."""
    owner = model.__module__.rpartition(".")[2] if issubclass(model, Parameters) else model.__name__
    return f"{owner}.{field}"


def place_of(root: type[BaseModel], path: marked.Path) -> Place:
    """Return what a model expects at a path below it."""
    place = Place(root, "", root, root)
    for part in path:
        place = _below(place, part)
    return place


def _below(place: Place, part: str | int) -> Place:
    annotation = bare(place.annotation, part)
    if (model := as_model(annotation)) is not None:
        field = model.model_fields.get(str(part))
        annotation = field.annotation if field else None
        return Place(model, str(part), annotation, annotation)
    inner = get_args(annotation)
    if get_origin(annotation) in (dict, Mapping):
        return replace(place, annotation=inner[1])
    return replace(place, annotation=inner[0] if get_origin(annotation) is tuple else None)


def as_model(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a type is; None for other types."""
    stripped = bare(annotation)
    return stripped if isinstance(stripped, type) and issubclass(stripped, BaseModel) else None


def bare(annotation: Any, part: str | int = "") -> Any:
    """Strip Annotated and Optional from around a type; of a list and a mapping take what holds the part."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            choices = [choice for choice in get_args(annotation) if choice is not type(None)]
            holders = [choice for choice in choices if isinstance(part, int) == _is_list(choice)]
            annotation = (holders or choices)[0]
        else:
            return annotation


def _is_list(annotation: Any) -> bool:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) is tuple


def models_in(root: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """Return a model and every model inside it, each once."""
    models: dict[type[BaseModel], None] = {}
    _collect(root, models)
    return tuple(models)


def _collect(annotation: Any, models: dict[type[BaseModel], None]) -> None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in models:
            models[annotation] = None
            for field in annotation.model_fields.values():
                _collect(field.annotation, models)
        return
    for inner in get_args(annotation):
        _collect(inner, models)
