"""Read the docstrings below a model's fields, only when somebody asks.

pydantic can do it at import (`use_attribute_docstrings`), but parses the sources of all models for that, on
every run. Only schemas, pages and some errors need it.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DictSchema, ModelSchema


def schema_of(
    model: type[BaseModel], mode: Literal["validation", "serialization"] = "validation"
) -> dict[str, Any]:
    """Return a model's JSON Schema, with the docstrings of its fields as their descriptions."""
    return model.model_json_schema(schema_generator=_Described, mode=mode)


def field_docs(model: type[BaseModel]) -> Mapping[str, str]:
    """Return what is said of a model's fields, inherited ones included: a description, else a docstring."""
    fields: dict[str, str] = {}
    for class_ in reversed(model.__mro__):
        if issubclass(class_, BaseModel) and class_ is not BaseModel:
            fields.update(_own_docs(class_))
    return fields | {
        name: class_.description for name, class_ in model.model_fields.items() if class_.description
    }


def _own_docs(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Find each annotated name of a class below which a text stands."""
    for field, below in pairwise(_definitions(model.__module__)[model.__name__].body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)


@cache
def _definitions(module: str) -> Mapping[str, ast.ClassDef]:
    """Parse a module once, however many models it has; each stands at its top."""
    body = ast.parse(inspect.getsource(sys.modules[module])).body
    return {class_.name: class_ for class_ in body if isinstance(class_, ast.ClassDef)}


class _Described(GenerateJsonSchema):
    def dict_schema(self, schema: DictSchema) -> JsonSchemaValue:
        """Describe the keys of a mapping apart from its values: editors check both."""
        keys = self.generate_inner(schema["keys_schema"]).copy()
        values = self.generate_inner(schema["values_schema"])
        bounds = {"min_length": "minProperties", "max_length": "maxProperties"}
        described: JsonSchemaValue = {"type": "object", "additionalProperties": values or True}
        described |= {name: schema[key] for key, name in bounds.items() if key in schema}  # type: ignore[literal-required]
        names = {key: value for key, value in keys.items() if key not in ("type", "description")}
        return {**described, "propertyNames": names} if names else described

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        fields = super().model_schema(schema)
        properties = fields.get("properties", {})
        model = schema["cls"]
        docs = {name: _docs_of_type(field.annotation) for name, field in model.model_fields.items()}
        for name, text in (docs | dict(field_docs(model))).items():
            if name in properties and text:
                properties[name].setdefault("description", text)
        return fields


def _docs_of_type(annotation: Any) -> str:
    """Return what the class of a field says of itself, where it is a model."""
    for choice in (annotation, *get_args(annotation)):
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            return inspect.cleandoc(choice.__doc__ or "")
    return ""
