"""Every field of the baseline's model and of the controls' parameters, and a baseline in which it stands."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from guardrails import marked
from guardrails.baseline.examples import field_example, model_example
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.schema import ONE_OF
from guardrails.baseline.shapes import as_model, bare, field_key
from guardrails.controls import controls
from tests.baselines import SMALL


@dataclass(frozen=True)
class ModelField:
    """A field, where it first stands, and what it belongs to."""

    model: type[BaseModel]
    name: str
    path: marked.Path
    control: str = ""
    """The control whose parameter it is; empty for a field of the baseline itself."""

    @property
    def key(self) -> str:
        """How tables name it."""
        return field_key(self.model, self.name)

    @property
    def info(self) -> FieldInfo:
        """What pydantic knows of it."""
        return self.model.model_fields[self.name]

    @property
    def type(self) -> Any:
        """Its type with all that is checked of it."""
        info = self.info
        return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation

    @property
    def example(self) -> Any:
        """The example that findings and schema show."""
        return field_example(self.model, self.name)

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """What validates a value of it alone."""
        return _adapter(self)

    def text(self, value: Any) -> str:
        """Return a baseline, as JSON with a line for each value, in which the field has a value."""
        data = copy.deepcopy(_data())
        _set(data, BaselineFile, self.path[:-1] if not self.control else self.path[:2], self.control)
        holder: Any = data
        for part in self.path[:-1]:
            holder = holder[part]
        exclusive = ONE_OF.get(self.model.__name__, ())
        for name in exclusive if self.name in exclusive else ():
            holder.pop(name, None)
        holder[self.path[-1]] = value
        return json.dumps(data, indent=1)


@cache
def _adapter(field: ModelField) -> TypeAdapter[Any]:
    return TypeAdapter(field.type)


@cache
def _data() -> Any:
    return marked.read(SMALL, "").data


def every_field() -> tuple[ModelField, ...]:
    """Return all fields, each model's once."""
    seen: set[type[BaseModel]] = set()
    fields = list(_fields(BaselineFile, (), seen))
    for control_id, control in controls().items():
        place = ("guardrails", 0, "parameters")
        fields += [
            ModelField(control.parameters, name, (*place, name), control_id)
            for name in control.parameters.model_fields
        ]
    return tuple(fields)


def _fields(model: type[BaseModel], path: marked.Path, seen: set[type[BaseModel]]) -> Iterator[ModelField]:
    if model in seen:
        return
    seen.add(model)
    for name, info in model.model_fields.items():
        yield ModelField(model, name, (*path, name))
        for below, way in _models_in(info.annotation, field_example(model, name)):
            yield from _fields(below, (*path, name, *way), seen)


def _models_in(annotation: Any, example: Any) -> Iterator[tuple[type[BaseModel], marked.Path]]:
    """Find the models inside a type, and the way to each, by the first key or item of the example."""
    stripped = bare(annotation)
    if (model := as_model(stripped)) is not None:
        yield model, ()
        return
    inner = get_args(stripped)
    if get_origin(stripped) is tuple:
        for below, way in _models_in(inner[0], None):
            yield below, (0, *way)
    if get_origin(stripped) is dict and get_origin(inner[1]) is not Literal:
        key = next(iter(example)) if isinstance(example, dict) else get_args(bare(inner[0]))[0]
        for below, way in _models_in(inner[1], None):
            yield below, (key, *way)


def _set(data: Any, model: type[BaseModel], path: marked.Path, control: str) -> None:
    """Let the models on the way to a path exist, each as its example is."""
    if control:
        parameters = model_example(controls()[control].parameters)
        data["guardrails"] = [{"control": control, "parameters": parameters}]
        return
    annotation: Any = model
    for part in path:
        annotation = _type_below(annotation, part)
        example = _fresh(annotation)
        if isinstance(data, list):
            data[:] = [example]
        elif not isinstance(data.get(part), dict | list):
            data[part] = example
        data = data[part]


def _fresh(annotation: Any) -> Any:
    if (model := as_model(annotation)) is not None:
        return copy.deepcopy(model_example(model))
    return [] if get_origin(bare(annotation)) is tuple else {}


def _type_below(annotation: Any, part: str | int) -> Any:
    stripped = bare(annotation, part)
    if (model := as_model(stripped)) is not None:
        return model.model_fields[str(part)].annotation
    return get_args(stripped)[1 if get_origin(stripped) is dict else 0]
