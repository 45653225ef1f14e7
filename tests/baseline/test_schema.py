"""The JSON Schema: what it says of every property, and that it flags what `check` refuses."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from guardrails import marked
from guardrails.baseline.schema import WITHOUT_REPETITION, baseline_schema
from guardrails.errors import InputError
from tests.baseline.test_bad_structure import CASES
from tests.baselines import changed, load_small, located
from tests.model_fields import ModelField, every_field

pytestmark = pytest.mark.slow
FIELDS = every_field()
BAD_TEXT = (
    *("", " ", "zzz!", "a/b", "Größe", "a b", "x" * 5000),
    *("arn:aws-cn:iam::1:role/x", "2026-13-01", "a@b", "http://a.com", "cn-north-1", "Amazon EC2"),
)
BAD_NUMBERS = (-(10**6), 10**11, 0.001, 1.5)
BAD_SHAPES: tuple[Any, ...] = ([], {}, None, True, "12", 12, {"": {}}, {"zzz!": None}, [None])

_SERVICE = "IAM ignores the case of a service's prefix, which a pattern in JSON Schema can't"
INEXPRESSIBLE = {
    "deny_unused_regions.except_actions": _SERVICE,
    "quarantine_accounts.except_actions": _SERVICE,
}
"""By field: why JSON Schema can't refuse what the model refuses."""
BETWEEN_FIELDS = {
    "a day that the calendar lacks": "a pattern knows no calendar",
    "log files that expire before they move": "no value can be held against another",
    "more alerts than a budget takes": "two lists can't be counted together",
}
"""By case of test_bad_structure: why JSON Schema can't refuse it."""


@cache
def _schema() -> Any:
    return json.loads(baseline_schema())


def _described(field: ModelField) -> Any:
    """Return what the schema says of a field."""
    if field.control:
        entries = _schema()["$defs"]["GuardrailEntry"]["allOf"]
        (entry,) = (each for each in entries if each["if"]["properties"]["control"]["const"] == field.control)
        return entry["then"]["properties"]["parameters"]["properties"][field.name]
    return _schema()["$defs"].get(field.model.__name__, _schema())["properties"][field.name]


def _takes(field: ModelField, value: Any) -> bool:
    schema = {"$defs": _schema()["$defs"], **_described(field)}
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))


def _refuses(field: ModelField, value: Any) -> bool:
    try:
        field.adapter.validate_python(value)
    except ValidationError:
        return True
    return False


def _properties(part: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every property of a schema, those of conditions left out."""
    if isinstance(part, dict):
        for name, described in part.get("properties", {}).items():
            yield f"{above}.{name}", described
        for key, value in part.items():
            if key not in ("if", "examples", "default"):
                yield from _properties(value, f"{above}.{key}")
    elif isinstance(part, list):
        for index, item in enumerate(part):
            yield from _properties(item, f"{above}[{index}]")


def test_every_property_has_a_description_and_an_example() -> None:
    """An editor shows both; a wrapper around a control's parameters shows those inside."""
    properties = [each for each in _properties(_schema()) if not each[0].endswith(".then.parameters")]
    assert len(properties) > 250
    assert [name for name, described in properties if not str(described.get("description", "")).strip()] == []
    assert [name for name, described in properties if not described.get("examples")] == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_an_example_is_one(field: ModelField) -> None:
    """Schema and model both take each example."""
    for example in _described(field)["examples"]:
        assert example not in ("text", ["text"])
        assert _takes(field, example)
        field.adapter.validate_python(example)


def _bad_values(field: ModelField) -> Iterator[Any]:
    """Yield values that some field doesn't take: of other types or forms, out of range, at any depth."""
    yield from (*BAD_TEXT, *BAD_NUMBERS, *BAD_SHAPES)
    example = _described(field)["examples"][0]
    for path in _leaves(example):
        for bad in (*BAD_TEXT, *BAD_NUMBERS):
            yield _replaced(example, path, bad)
    if isinstance(example, dict) and example:
        first = next(iter(example))
        for bad in BAD_TEXT:
            yield {bad if key == first else key: value for key, value in example.items()}


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if isinstance(inner, dict | list):
            yield from _leaves(inner, (*path, key))
        else:
            yield (*path, key)


def _replaced(example: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(example)
    holder = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value
    return changed


def _taken_by_the_schema_alone(field: ModelField) -> list[Any]:
    return [value for value in _bad_values(field) if _refuses(field, value) and _takes(field, value)]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_the_schema_flags_what_the_model_refuses(field: ModelField) -> None:
    """What it can't express is listed with the reason, and nothing is listed that it flags."""
    assert bool(_taken_by_the_schema_alone(field)) == (field.key in INEXPRESSIBLE)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_the_schema_flags_what_stands_in_a_list_twice(field: ModelField) -> None:
    """Where `check` refuses it, and nowhere else."""
    example = field.example
    if not isinstance(example, list) or field.control:
        return
    repeated = [*example, example[0]]
    said = _said_of(field, repeated)
    refused = " twice" in said or " already" in said
    assert refused == (field.key in WITHOUT_REPETITION)
    assert refused == (not _takes(field, repeated))


def _said_of(field: ModelField, value: Any) -> str:
    try:
        load_small(field.text(value))
    except InputError as error:
        return "\n".join(map(str, error.findings))
    return ""


@pytest.mark.parametrize(("name", "change"), [case[:2] for case in CASES], ids=[case[0] for case in CASES])
def test_the_schema_flags_a_baseline_of_wrong_structure(name: str, change: tuple[str, str]) -> None:
    """Of the mistakes in single baselines it flags each that it can express."""
    text, _ = located(changed(change))
    taken = jsonschema.Draft202012Validator(_schema()).is_valid(marked.read(text, "").data)
    assert taken == (name in BETWEEN_FIELDS)
