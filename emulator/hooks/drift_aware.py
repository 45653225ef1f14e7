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
            found = drift_module.detect_resource_drift(stack, logical_id, record, "")
            if found["StackResourceDriftStatus"] == "DELETED":
                actual[logical_id] = None
            elif found["StackResourceDriftStatus"] == "MODIFIED":
                expected = json.loads(found["ExpectedProperties"])
                kept = {name: value for name, value in record["Properties"].items() if name not in expected}
                actual[logical_id] = kept | json.loads(found["ActualProperties"])
    return actual


def add_drift(change_set: str, stack_name: str, actual: dict[str, dict[str, Any] | None]) -> None:
    """Add to a change set what brings drifted resources in line; the template may be as it was."""
    _, found = changesets_module._find_change_set(change_set, stack_name)
    stack = _stack(stack_name)
    if found is None or stack is None:
        return
    wanted = found["_template"]["Resources"]
    actual = {name: held for name, held in actual.items() if name in wanted}
    changed = {change["ResourceChange"]["LogicalResourceId"] for change in found["Changes"]}
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
        found["Changes"].append({"ResourceChange": change})
    if actual and found["StatusReason"].startswith(_NO_CHANGES):
        found |= {"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "StatusReason": ""}
    found[_ACTUAL] = actual


def begin_from_actual(change_set: str, stack_name: str) -> Records:
    """Let the execution of a change set begin from what is there; give the records of deleted resources.

    A changed resource is updated from its actual properties, to which a rollback returns.
    """
    _, found = changesets_module._find_change_set(change_set, stack_name)
    actual = (found or {}).get(_ACTUAL) or {}
    stack = _stack(found["StackName"]) if found else None
    if stack is None:
        return {}
    gone = {name: stack["_resources"].pop(name) for name, held in actual.items() if held is None}
    for logical_id, held in actual.items():
        if held is not None:
            stack["_resources"][logical_id]["Properties"] = held
    return gone


def keep_if_rolled_back(change_set: str, stack_name: str, gone: Records) -> None:
    """Remember deleted resources still, after an execution that didn't make them again."""
    _, found = changesets_module._find_change_set(change_set, stack_name)
    stack = _stack(found["StackName"]) if found else None
    if stack is not None and "ROLLBACK" in stack["StackStatus"]:
        stack["_resources"] |= {
            name: record for name, record in gone.items() if name not in stack["_resources"]
        }


def _stack(name: str) -> dict[str, Any] | None:
    stack: dict[str, Any] | None = handlers_module._resolve_stack(name)
    return stack
