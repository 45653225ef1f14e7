"""What is said of a model's fields reaches whoever asks."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from guardrails.described import field_docs, schema_of


class Part(BaseModel):
    """What two models share."""

    name: str
    """What it is called,
    in the world."""


class Whole(Part):
    """A model with each way of saying something."""

    size: Annotated[int, Field(description="In bytes")] = 1
    """Not in the schema: the description wins."""
    parts: tuple[Part, ...] = ()
    silent: bool = False


def test_docstrings_and_descriptions_are_found() -> None:
    """Inherited fields have theirs, a description wins over a docstring, and silence is no entry."""
    assert field_docs(Whole) == {"name": "What it is called,\nin the world.", "size": "In bytes"}


def test_a_schema_says_the_same_of_nested_models() -> None:
    """Fields of a model inside another are described as well."""
    schema = schema_of(Whole)
    assert schema["properties"]["size"]["description"] == "In bytes"
    assert "description" not in schema["properties"]["silent"]
    assert schema["$defs"]["Part"]["properties"]["name"]["description"] == field_docs(Part)["name"]
