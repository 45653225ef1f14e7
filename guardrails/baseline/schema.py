"""The JSON Schema of `baseline.yaml`, for completion and checking in an editor."""

from __future__ import annotations

import json
from typing import Any

from guardrails import aws_facts
from guardrails.baseline.model import Baseline
from guardrails.controls import Control, controls
from guardrails.described import schema_of


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
    regions = definitions["Regions"]["properties"]
    names = {"type": "string", "enum": sorted(aws_facts.all_regions())}
    regions["allowed"]["items"] = names
    regions["overrides"]["additionalProperties"]["items"] = names
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _with_parameters(found: Control) -> dict[str, Any]:
    """Let an editor complete and check the parameters of the control that an entry names."""
    told = {"properties": {"control": {"const": found.id}}, "required": ["control"]}
    parameters = schema_of(found.parameters)
    needed = {"required": ["parameters"]} if parameters.get("required") else {}
    return {"if": told, "then": {"properties": {"parameters": parameters}, **needed}}
