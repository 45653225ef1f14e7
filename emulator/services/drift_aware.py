"""Answer for drift-aware change sets: `CreateChangeSet` with `DeploymentMode=REVERT_DRIFT`.

They update what somebody changed by hand from its actual state, and make what somebody deleted again.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, TypeAlias

from emulator import hooks

Form: TypeAlias = dict[str, list[str]]


@dataclass(frozen=True)
class Creation:
    """A change set that is being created, with what its stack's resources are."""

    change_set: str
    stack: str
    actual: dict[str, dict[str, Any] | None]

    def ended(self, _started: set[asyncio.Task[Any]]) -> None:
        """Add to the change set what brings drifted resources in line."""
        hooks.add_drift(self.change_set, self.stack, self.actual)


@dataclass(frozen=True)
class Execution:
    """A change set that is being executed, with the records of deleted resources."""

    change_set: str
    stack: str
    deleted_records: dict[str, dict[str, Any]]

    def ended(self, started: set[asyncio.Task[Any]]) -> None:
        """Remember deleted resources still, where the execution is rolled back."""
        for task in started if self.deleted_records else ():
            task.add_done_callback(
                lambda _: hooks.keep_if_rolled_back(self.change_set, self.stack, self.deleted_records)
            )


async def begun(operation: str, form: Form) -> Creation | Execution | None:
    """Prepare a request; give what is told when it has been answered, with the tasks that it started."""
    change_set, stack = form.get("ChangeSetName", [""])[0], form.get("StackName", [""])[0]
    if operation == "CreateChangeSet" and form.get("DeploymentMode") == ["REVERT_DRIFT"]:
        return Creation(change_set, stack, await asyncio.to_thread(hooks.drifted, stack))
    if operation == "ExecuteChangeSet":
        return Execution(change_set, stack, hooks.begin_from_actual(change_set, stack))
    return None
