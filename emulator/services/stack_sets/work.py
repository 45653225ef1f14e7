"""An operation of a stack set: one account after the other, until too many have failed."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

from emulator.services.stack_sets import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from emulator.services.operations import Request
    from emulator.services.stack_sets.instance import StackInstance
    from emulator.services.stack_sets.instances import StackSet


def through(
    stack_set: StackSet,
    action: str,
    request: Request,
    instances: Iterable[StackInstance],
    work: Callable[[StackSet, StackInstance], StackInstance],
) -> Request:
    """Work through instances until more have failed than the preferences tolerate; name the operation."""
    todo, started, results, failed = list(instances), time.time(), [], 0
    tolerated = forms.tolerated(request.get("OperationPreferences") or {}, len(todo))
    for instance in todo:
        if failed > tolerated:
            results.append(forms.result_view(instance, "CANCELLED"))
            continue
        worked = work(stack_set, instance)
        status = "SUCCEEDED" if worked.detailed == "SUCCEEDED" else "FAILED"
        failed += status == "FAILED"
        results.append(forms.result_view(worked, status))
    operation_id = str(request.get("OperationId") or uuid.uuid4())
    view = {
        "OperationId": operation_id,
        "StackSetId": stack_set.id,
        "Action": action,
        "Status": "SUCCEEDED" if failed <= tolerated else "FAILED",
        "OperationPreferences": request.get("OperationPreferences"),
        "CreationTimestamp": forms.iso(started),
        "EndTimestamp": forms.iso(time.time()),
    }
    stack_set.operations[operation_id] = {"view": view, "results": results}
    return {"OperationId": operation_id}
