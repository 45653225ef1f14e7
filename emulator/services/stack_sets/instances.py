"""The stacks of a stack set: one in each account's own CloudFormation, and which accounts get one."""

from __future__ import annotations

import contextlib
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks
from emulator.errors import ApiError
from emulator.execution.acting import acting
from emulator.organization.state import ACCOUNT
from emulator.services.stack_sets.instance import StackInstance
from emulator.services.stack_sets.permission import execution_role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emulator.organization.state import OrganizationState
    from emulator.services.operations import Request
    from emulator.services.stack_sets.permission import Permit

SECONDS = 120.0
"""How long a stack of an instance may take."""
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Target:
    """Accounts of units in a region, narrowed by the filter."""

    units: tuple[str, ...]
    region: str
    filter: str = "NONE"
    accounts: tuple[str, ...] = ()


@dataclass
class StackSet:
    """A service-managed stack set, with the stacks that belong to it."""

    name: str
    id: str
    settings: Request
    targets: list[Target] = field(default_factory=list)
    instances: dict[tuple[str, str], StackInstance] = field(default_factory=dict)
    operations: dict[str, Request] = field(default_factory=dict)

    @property
    def automatic(self) -> bool:
        """Whether accounts that join later get a stack by themselves."""
        return bool((self.settings.get("AutoDeployment") or {}).get("Enabled") == "true")

    @property
    def retains(self) -> bool:
        """Whether an account that leaves keeps its stack."""
        settings = self.settings.get("AutoDeployment") or {}
        return bool(settings.get("RetainStacksOnAccountRemoval") == "true")


def members(organization: OrganizationState, unit: str) -> list[str]:
    """List the accounts at any depth below a unit; never the management account or a closed one."""
    return [
        node.id
        for node in organization.nodes.values()
        if node.kind == ACCOUNT
        and node.id != organization.management
        and node.status == "ACTIVE"
        and any(above.id == unit for above in organization.path(node.id)[:-1])
    ]


def reached(organization: OrganizationState, target: Target) -> list[StackInstance]:
    """List the instances that a target stands for, by account."""
    instances: dict[str, StackInstance] = {}
    for unit in target.units:
        for account in members(organization, unit):
            named = account in target.accounts
            if (target.filter == "INTERSECTION" and not named) or (target.filter == "DIFFERENCE" and named):
                continue
            instances.setdefault(account, StackInstance(account, target.region, unit))
    return list(instances.values())


def deploy(stack_set: StackSet, instance: StackInstance, permit: Permit) -> StackInstance:
    """Make or change the stack of an instance, and note in it how that went.

    An account whose role is not there, whose name is taken or that a policy hinders fails alone.
    """
    instance = stack_set.instances.setdefault(instance.key, instance)
    try:
        permit(instance, stack_set.settings, "Update" if instance.stack_id else "Create")
        with acting(_executing(instance)):
            instance.stack_id = (
                _create(stack_set, instance) if not instance.stack_id else _update(stack_set, instance)
            )
    except Exception as error:  # noqa: BLE001 whatever went wrong is what the instance's reason says
        instance.status, instance.detailed, instance.reason = "OUTDATED", "FAILED", str(error)
    else:
        instance.status, instance.detailed, instance.reason = "CURRENT", "SUCCEEDED", ""
    return instance


def remove(stack_set: StackSet, instance: StackInstance, permit: Permit, *, retain: bool) -> StackInstance:
    """Delete the stack of an instance, or only forget it; one that can't be deleted stays, INOPERABLE."""
    try:
        if instance.stack_id and not retain:
            permit(instance, stack_set.settings, "Delete")
            cloudformation = _client(instance)
            with acting(_executing(instance)):
                cloudformation.delete_stack(StackName=instance.stack_id)
            _settled(cloudformation, instance.stack_id, "DELETE_COMPLETE")
    except Exception as error:  # noqa: BLE001 as in `deploy`
        instance.status, instance.detailed, instance.reason = "INOPERABLE", "INOPERABLE", str(error)
        return instance
    instance.detailed = "SUCCEEDED"
    stack_set.instances.pop(instance.key, None)
    return instance


def _executing(instance: StackInstance) -> hooks.ActingPrincipal:
    """Name the session in which StackSets works in a member account."""
    return hooks.session_of(execution_role(instance.account), "AWSCloudFormation", trusted=True)


def _create(stack_set: StackSet, instance: StackInstance) -> str:
    cloudformation = _client(instance)
    name = f"StackSet-{stack_set.name}-{uuid.uuid4()}"
    stack_id = str(cloudformation.create_stack(StackName=name, **_contents(stack_set))["StackId"])
    try:
        _settled(cloudformation, stack_id, "CREATE_COMPLETE")
    except ApiError:
        with contextlib.suppress(Exception):  # why it was not made is what matters
            cloudformation.delete_stack(StackName=stack_id)
            _settled(cloudformation, stack_id, "DELETE_COMPLETE")
        raise
    return stack_id


def _update(stack_set: StackSet, instance: StackInstance) -> str:
    cloudformation = _client(instance)
    try:
        cloudformation.update_stack(StackName=instance.stack_id, **_contents(stack_set))
    except cloudformation.exceptions.ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise
        return instance.stack_id
    _settled(cloudformation, instance.stack_id, "UPDATE_COMPLETE")
    return instance.stack_id


def _contents(stack_set: StackSet) -> dict[str, Any]:
    settings = stack_set.settings
    return {
        "TemplateBody": settings["TemplateBody"],
        "Capabilities": settings.get("Capabilities") or [],
        "Parameters": settings.get("Parameters") or [],
        "Tags": settings.get("Tags") or [],
    }


def _client(instance: StackInstance) -> Any:
    return aws.client("cloudformation", account=instance.account, region=instance.region)


def _settled(cloudformation: Any, stack_id: str, expected_status: str) -> None:
    """Wait until a stack rests.

    Raises:
        AwsError: It rests in another status; the message is the reason of the first resource that failed.
    """
    deadline = time.monotonic() + SECONDS
    status = ""
    while time.monotonic() < deadline:
        status = cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]
        if status == expected_status:
            return
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(_POLL_SECONDS)
    events = cloudformation.describe_stack_events(StackName=stack_id)["StackEvents"]
    raise ApiError("ValidationError", _reason(events) or f"the stack {stack_id} is {status}")


def _reason(events: Iterable[dict[str, Any]]) -> str:
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    first = failed[-1] if failed else {}  # events come newest first
    return str(first.get("ResourceStatusReason", ""))
