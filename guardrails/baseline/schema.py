"""The JSON Schema of `baseline.yaml`, for completion and checking in an editor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from guardrails.baseline.examples import field_example
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.sections.management_policies import DeclarativeEc2
from guardrails.baseline.shapes import field_key, models_in
from guardrails.controls import Control, controls
from guardrails.described import schema_of

ONE_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AnomalyGroup": ("scope", "tags"),
        "AuditRole": ("trusted_account", "trusted_account_id"),
        "Boundary": ("managed", "customer_managed"),
        "Budget": ("amount", "planned", "auto_adjust"),
        "GuardrailEntry": ("control", "document", "preset"),
        "ManagementPolicyEntry": ("ai_opt_out", "declarative_ec2", "s3", "security_hub", "document"),
        "ServiceList": ("allowed", "denied"),
        "Services": ("allowed", "denied"),
        "Trail": ("bucket", "existing"),
    }
)
"""By section, the keys of which it has exactly one."""
ONE_OR_MORE_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Accounts": ("audit_role", "closed"),
        "Anomalies": ("services", "accounts", "tags", "groups"),
        "AnomalyAlert": ("amount", "percent"),
        "BreakGlass": ("callers", "permission_sets"),
        "DeclarativeEc2": tuple(name for name in DeclarativeEc2.model_fields if name != "exception_message"),
        "FormerEvidence": ("buckets", "key_alias", "key_arn", "trail"),
        "SecurityHub": ("enable", "disable"),
        "Subscribers": ("emails", "https", "queues", "functions"),
    }
)
"""By section, the keys of which it has one or more."""
WITHOUT_REPETITION = frozenset(
    {
        "Access.assignments",
        "Accounts.at",
        "Accounts.closed",
        "Anomalies.accounts",
        "Anomalies.services",
        "AnomalyGroup.alerts",
        "Assignment.at",
        "AuditRole.policies",
        "BaselineFile.guardrails",
        "BreakGlass.policies",
        "Budget.actual",
        "Budget.forecasted",
        "Budget.without",
        "GuardrailEntry.at",
        "ManagementPolicyEntry.at",
        "Regions.allowed",
        "ServiceList.allowed",
        "ServiceList.denied",
        "Services.allowed",
        "Services.denied",
        "Trail.data_events",
        "Trail.insights",
    }
)
"""The lists in which `check` refuses what stands there twice."""
_LONG = 20
"""A list with more names is defined once."""


def baseline_schema() -> str:
    """Render the schema; the same model gives the same bytes."""
    schema: dict[str, Any] = schema_of(BaselineFile)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "baseline.yaml", **schema}
    definitions = schema["$defs"]
    definitions["GuardrailEntry"]["properties"]["control"] = {
        "description": "The id of a control.",
        "oneOf": [{"const": control.id, "description": control.title} for control in controls().values()],
    }
    definitions["GuardrailEntry"]["properties"]["without"]["items"] = {"enum": list(controls())}
    definitions["GuardrailEntry"]["allOf"] = [_with_parameters(control) for control in controls().values()]
    definitions["ExemptionEntry"]["properties"]["controls"]["anyOf"][0]["items"] = {"enum": list(controls())}
    for model in models_in(BaselineFile):
        _complete(definitions.get(model.__name__, schema), model)
        definitions.get(model.__name__, schema).update(_needed(model))
    definitions["Alerts"]["properties"]["subscribers"]["minProperties"] = 1
    lists: dict[str, Any] = {}
    schema = _with_lists_apart(schema, lists)
    schema["$defs"] |= dict(sorted(lists.items()))
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _complete(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Add the examples of a model's fields, and which lists hold everything once."""
    for name, described in schema["properties"].items():
        described["examples"] = [field_example(model, name)]
        if field_key(model, name) in WITHOUT_REPETITION:
            of_list = next(
                (variant for variant in described.get("anyOf", ()) if "items" in variant), described
            )
            of_list["uniqueItems"] = True


def _needed(model: type[BaseModel]) -> dict[str, Any]:
    """Say which of several keys a section needs: one, or at least one."""
    exactly, least = ONE_OF.get(model.__name__, ()), ONE_OR_MORE_OF.get(model.__name__, ())
    if exactly:
        return {"oneOf": [{"required": [name]} for name in exactly]}
    return {"anyOf": [{"required": [name]} for name in least]} if least else {}


def _with_lists_apart(part: Any, lists: dict[str, Any]) -> Any:
    """Define long lists of names once, by their titles, and refer to them."""
    if isinstance(part, list):
        return [_with_lists_apart(item, lists) for item in part]
    if not isinstance(part, dict):
        return part
    if len(part.get("enum", ())) > _LONG and "title" in part:
        name = "".join(word.title() for word in str(part["title"]).replace("_", " ").split())
        lists[name] = {key: part[key] for key in ("title", "enum")}
        beside = {key: value for key, value in part.items() if key not in lists[name]}
        return {"$ref": f"#/$defs/{name}", **beside}
    return {key: _with_lists_apart(value, lists) for key, value in part.items()}


def _with_parameters(control: Control) -> dict[str, Any]:
    """Let an editor complete and check the parameters of the control that an entry names."""
    condition = {"properties": {"control": {"const": control.id}}, "required": ["control"]}
    parameters = schema_of(control.parameters)
    _complete(parameters, control.parameters)
    needed = {"required": ["parameters"]} if parameters.get("required") else {}
    return {"if": condition, "then": {"properties": {"parameters": parameters}, **needed}}
