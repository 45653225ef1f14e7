"""The forms in which requests name what a stack set is, and answers say it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from emulator.errors import ApiError

if TYPE_CHECKING:
    from emulator.services.operations import Request
    from emulator.services.stack_sets.instance import StackInstance
    from emulator.services.stack_sets.instances import StackSet

TEMPLATE_BYTES = 51_200
"""Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html"""
_SETTINGS = (
    "TemplateBody",
    "Description",
    "Parameters",
    "Capabilities",
    "Tags",
    "AutoDeployment",
    "ManagedExecution",
    "PermissionModel",
)
_ABOUT_THE_CALL = (
    "Action",
    "ClientRequestToken",
    "OperationId",
    "OperationPreferences",
    "StackSetName",
    "UsePreviousTemplate",
    "Version",
)


def set_view(stack_set: StackSet, arn: str) -> Request:
    """Give a set in the API's form."""
    return {
        **summary_view(stack_set),
        **stack_set.settings,
        "StackSetARN": arn,
        "OrganizationalUnitIds": sorted({unit for target in stack_set.targets for unit in target.units}),
    }


def summary_view(stack_set: StackSet) -> Request:
    """Give a set in the form of the API's lists."""
    shown = ("Description", "PermissionModel", "AutoDeployment", "ManagedExecution")
    return {
        "StackSetName": stack_set.name,
        "StackSetId": stack_set.id,
        "Status": "ACTIVE",
        **{name: stack_set.settings.get(name) for name in shown},
    }


def settings_of(request: Request, before: Request) -> Request:
    """Pick what a set is; an update may keep the last template.

    Raises:
        AwsError: The set is not one that is emulated, or its template is too long.
    """
    for name in sorted(request.keys() - {*_SETTINGS, *_ABOUT_THE_CALL}):
        raise ApiError("ValidationError", f"{name} of a stack set is not emulated")
    settings = {name: request[name] for name in _SETTINGS if name in request}
    if request.get("UsePreviousTemplate") == "true":
        settings["TemplateBody"] = before["TemplateBody"]
    if "TemplateBody" not in settings:
        raise ApiError("ValidationError", "TemplateBody is required: TemplateURL is not emulated")
    if len(settings["TemplateBody"].encode()) > TEMPLATE_BYTES:
        raise ApiError("ValidationError", f"TemplateBody is longer than {TEMPLATE_BYTES} bytes")
    if settings.get("PermissionModel", "SERVICE_MANAGED") != "SERVICE_MANAGED":
        raise ApiError("ValidationError", "stack sets with self-managed permissions are not emulated")
    return {"PermissionModel": "SERVICE_MANAGED", **settings}


def tolerated(preferences: Request, accounts: int) -> int:
    """Say how many accounts may fail; percentages are rounded down, as on AWS."""
    percentage = float(preferences.get("FailureTolerancePercentage", 0))
    return int(preferences.get("FailureToleranceCount", math.floor(accounts * percentage / 100)))


def instance_view(stack_set: StackSet, instance: StackInstance) -> Request:
    """Give an instance in the API's form."""
    return {
        "StackSetId": stack_set.id,
        "Account": instance.account,
        "Region": instance.region,
        "OrganizationalUnitId": instance.unit,
        "StackId": instance.stack_id or None,
        "Status": instance.status,
        "StatusReason": instance.reason or None,
        "StackInstanceStatus": {"DetailedStatus": instance.detailed},
    }


def result_view(instance: StackInstance, status: str) -> Request:
    """Give what an operation did in one account, in the API's form."""
    return {
        "Account": instance.account,
        "Region": instance.region,
        "OrganizationalUnitId": instance.unit,
        "Status": status,
        "StatusReason": instance.reason or None,
    }


def iso(seconds: float) -> str:
    """Give a moment in the API's form."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
