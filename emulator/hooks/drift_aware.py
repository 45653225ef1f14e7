"""Change sets that compare with what is there, and not only with the template before."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import json
from typing import Any, TypeAlias

from ministack.services.cloudformation import changesets as changesets_module
from ministack.services.cloudformation import drift as drift_module
from ministack.services.cloudformation import handlers as handlers_module

Records: TypeAlias = dict[str, dict[str, Any]]
_ACTUAL = "_actual"
_NO_CHANGES = "The submitted information didn't contain changes"


def drifted(stack_name: str) -> dict[str, dict[str, Any] | None]:
    """Read every resource of a stack; give the properties of the changed ones, and None of the deleted ones.

    It calls the services, so it may not run on the event loop.
    """
    stack = _stack(stack_name)
    actual: dict[str, dict[str, Any] | None] = {}
    for logical_id, record in (stack or {}).get("_resources", {}).items():
        if drift_module.supports_drift(record["ResourceType"]):
            drift = drift_module.detect_resource_drift(stack, logical_id, record, "")
            if drift["StackResourceDriftStatus"] == "DELETED":
                actual[logical_id] = None
            elif drift["StackResourceDriftStatus"] == "MODIFIED":
                expected = json.loads(drift["ExpectedProperties"])
                uncompared_properties = {
                    name: value for name, value in record["Properties"].items() if name not in expected
                }
                actual[logical_id] = uncompared_properties | json.loads(drift["ActualProperties"])
    return actual


def add_drift(change_set: str, stack_name: str, actual: dict[str, dict[str, Any] | None]) -> None:
    """Add to a change set what brings drifted resources in line; the template may be as it was."""
    _, change_set_record = changesets_module._find_change_set(change_set, stack_name)
    stack = _stack(stack_name)
    if change_set_record is None or stack is None:
        return
    template_resources = change_set_record["_template"]["Resources"]
    actual = {name: properties for name, properties in actual.items() if name in template_resources}
    changed = {change["ResourceChange"]["LogicalResourceId"] for change in change_set_record["Changes"]}
    for logical_id in actual.keys() - changed:
        record = stack["_resources"][logical_id]
        change = {
            "Action": "Add" if actual[logical_id] is None else "Modify",
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": record["PhysicalResourceId"],
            "ResourceType": record["ResourceType"],
            "Scope": ["Properties"],
            "Details": [],
        }
        change_set_record["Changes"].append({"ResourceChange": change})
    if actual and change_set_record["StatusReason"].startswith(_NO_CHANGES):
        change_set_record |= {"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "StatusReason": ""}
    change_set_record[_ACTUAL] = actual


def begin_from_actual(change_set: str, stack_name: str) -> Records:
    """Let the execution of a change set begin from what is there; give the records of deleted resources.

    A changed resource is updated from its actual properties, to which a rollback returns.
    """
    _, change_set_record = changesets_module._find_change_set(change_set, stack_name)
    actual = (change_set_record or {}).get(_ACTUAL) or {}
    stack = _stack(change_set_record["StackName"]) if change_set_record else None
    if stack is None:
        return {}
    deleted_records = {
        name: stack["_resources"].pop(name) for name, properties in actual.items() if properties is None
    }
    for logical_id, properties in actual.items():
        if properties is not None:
            stack["_resources"][logical_id]["Properties"] = properties
    return deleted_records


def keep_if_rolled_back(change_set: str, stack_name: str, deleted_records: Records) -> None:
    """Remember deleted resources still, after an execution that didn't make them again."""
    _, change_set_record = changesets_module._find_change_set(change_set, stack_name)
    stack = _stack(change_set_record["StackName"]) if change_set_record else None
    if stack is not None and "ROLLBACK" in stack["StackStatus"]:
        stack["_resources"] |= {
            name: record for name, record in deleted_records.items() if name not in stack["_resources"]
        }


def _stack(name: str) -> dict[str, Any] | None:
    stack: dict[str, Any] | None = handlers_module._resolve_stack(name)
    return stack
