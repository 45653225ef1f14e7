"""The JSON Schema of `baseline.yaml`, for completion and checking in an editor."""

from __future__ import annotations

import json
from typing import Any

from guardrails.baseline.model import Baseline
from guardrails.controls import Control, controls
from guardrails.described import schema_of

_LONG = 20
"""A list with more names is defined once."""


def baseline_schema() -> str:
    """Render the schema; the same model gives the same bytes."""
    schema: dict[str, Any] = schema_of(Baseline)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "baseline.yaml", **schema}
    definitions = schema["$defs"]
    definitions["Guardrail"]["properties"]["control"] = {
        "description": "The id of a control.",
        "oneOf": [{"const": found.id, "description": found.title} for found in controls().values()],
    }
    definitions["Guardrail"]["properties"]["without"]["items"] = {"enum": list(controls())}
    definitions["Guardrail"]["allOf"] = [_with_parameters(one) for one in controls().values()]
    lists: dict[str, Any] = {}
    schema = _with_lists_apart(schema, lists)
    schema["$defs"] |= dict(sorted(lists.items()))
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _with_lists_apart(part: Any, lists: dict[str, Any]) -> Any:
    """Define long lists of names once, by their titles, and refer to them."""
    if isinstance(part, list):
        return [_with_lists_apart(item, lists) for item in part]
    if not isinstance(part, dict):
        return part
    if len(part.get("enum", ())) > _LONG and "title" in part:
        name = "".join(word.title() for word in str(part["title"]).replace("_", " ").split())
        lists[name] = {"title": part["title"], "type": "string", "enum": part["enum"]}
        beside = {key: value for key, value in part.items() if key not in lists[name]}
        return {"$ref": f"#/$defs/{name}", **beside}
    return {key: _with_lists_apart(value, lists) for key, value in part.items()}


def _with_parameters(found: Control) -> dict[str, Any]:
    """Let an editor complete and check the parameters of the control that an entry names."""
    told = {"properties": {"control": {"const": found.id}}, "required": ["control"]}
    parameters = schema_of(found.parameters)
    needed = {"required": ["parameters"]} if parameters.get("required") else {}
    return {"if": told, "then": {"properties": {"parameters": parameters}, **needed}}
