"""`AWS::CloudFormation::StackSet` and `AWS::CloudFormation::WaitConditionHandle`."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from emulator.aws import listed
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    added_and_removed,
    chosen,
    client,
    from_tag_map,
    is_gone,
    tag_list,
    tags_of,
)

_SETTINGS = (
    "Description",
    "TemplateBody",
    "Capabilities",
    "Parameters",
    "AutoDeployment",
    "ManagedExecution",
    "PermissionModel",
)


class _TargetRegion(NamedTuple):
    """One unit in one region, narrowed by the filter: what instances are made and deleted by."""

    unit: str
    region: str
    filter: str
    accounts: tuple[str, ...]


class StackSetResource(ResourceType):
    """`AWS::CloudFormation::StackSet` with service-managed permissions, and its instances."""

    name = "AWS::CloudFormation::StackSet"
    identifier = ("StackSetId",)
    honoured: ClassVar[Shape] = {
        "StackSetName": None,
        "Description": None,
        "PermissionModel": None,
        "TemplateBody": None,
        "Capabilities": None,
        "Parameters": {"ParameterKey": None, "ParameterValue": None},
        "AutoDeployment": {"Enabled": None, "RetainStacksOnAccountRemoval": None},
        "ManagedExecution": {"Active": None},
        "OperationPreferences": {
            "ConcurrencyMode": None,
            "FailureToleranceCount": None,
            "FailureTolerancePercentage": None,
            "MaxConcurrentCount": None,
            "MaxConcurrentPercentage": None,
        },
        "StackInstancesGroup": {
            "DeploymentTargets": {"OrganizationalUnitIds": None, "Accounts": None, "AccountFilterType": None},
            "Regions": None,
        },
        "Tags": None,
    }
    create_only = ("StackSetName", "PermissionModel")
    # It says how an operation goes, and only an operation shows it.
    unreadable = frozenset({"OperationPreferences"})

    def create(self, properties: Properties, name: Name) -> str:
        """Make the set; its instances follow in `update`."""
        del name
        answer = client("cloudformation").create_stack_set(
            StackSetName=properties["StackSetName"], **_contents(properties)
        )
        return str(answer["StackSetId"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the set with every instance, delete the instances of what left, make those of what came."""
        cloudformation, preferences = client("cloudformation"), chosen(new, "OperationPreferences")
        if old and _contents(old) != _contents(new):
            operation = cloudformation.update_stack_set(
                StackSetName=physical_id, **_contents(new), **preferences
            )
            _finish(physical_id, operation["OperationId"])
        added, removed = added_and_removed(_parts(old), _parts(new))
        for part in removed:
            _delete_instances(physical_id, part, preferences)
        for part in added:
            operation = cloudformation.create_stack_instances(
                StackSetName=physical_id, **_targets(part), **preferences
            )
            _finish(physical_id, operation["OperationId"])

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `StackSetId`."""
        del properties
        return {"StackSetId": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the instances with their stacks, then the set."""
        for part in _parts(properties):
            _delete_instances(physical_id, part, chosen(properties, "OperationPreferences"))
        client("cloudformation").delete_stack_set(StackSetName=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the set, and whether the accounts that it reaches have their stacks."""
        try:
            stack_set = client("cloudformation").describe_stack_set(StackSetName=physical_id)["StackSet"]
        except Exception as error:
            if is_gone(error, "StackSetNotFoundException"):
                return None
            raise
        return {
            **{name: stack_set.get(name) for name in _SETTINGS},
            "StackSetName": stack_set["StackSetName"],
            "Tags": from_tag_map({tag["Key"]: tag["Value"] for tag in stack_set.get("Tags") or []}),
            "StackInstancesGroup": _group(physical_id, properties.get("StackInstancesGroup") or []),
        }


class WaitConditionHandleResource(ResourceType):
    """`AWS::CloudFormation::WaitConditionHandle`: nothing but its own address."""

    name = "AWS::CloudFormation::WaitConditionHandle"
    honoured: ClassVar[Shape] = {}

    def create(self, properties: Properties, name: Name) -> str:
        """Make nothing; the address leads nowhere."""
        del properties
        account, region = account_and_region()
        return f"https://cloudformation-waitcondition-{region}.invalid/{account}/{name.generated}"

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete nothing."""

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Give what the template says."""
        del physical_id
        return properties


def _contents(properties: Properties) -> dict[str, Any]:
    tags = {"Tags": tag_list(properties)} if tags_of(properties) else {}
    return {**chosen(properties, *_SETTINGS), **tags}


def _parts(properties: Properties) -> list[_TargetRegion]:
    return [
        _TargetRegion(
            unit, region, targets.get("AccountFilterType", "NONE"), tuple(targets.get("Accounts") or ())
        )
        for group in properties.get("StackInstancesGroup") or []
        for targets in [group["DeploymentTargets"]]
        for unit in targets["OrganizationalUnitIds"]
        for region in group["Regions"]
    ]


def _targets(part: _TargetRegion) -> dict[str, Any]:
    narrowed = {"Accounts": list(part.accounts), "AccountFilterType": part.filter} if part.accounts else {}
    return {
        "DeploymentTargets": {"OrganizationalUnitIds": [part.unit], **narrowed},
        "Regions": [part.region],
    }


def _delete_instances(stack_set: str, part: _TargetRegion, preferences: dict[str, Any]) -> None:
    operation = client("cloudformation").delete_stack_instances(
        StackSetName=stack_set, **_targets(part), RetainStacks=False, **preferences
    )
    _finish(stack_set, operation["OperationId"])


def _finish(stack_set: str, operation_id: str) -> None:
    """Fail as the resource does when an operation failed in more accounts than it tolerates."""
    request = {"StackSetName": stack_set, "OperationId": operation_id}
    operation = client("cloudformation").describe_stack_set_operation(**request)["StackSetOperation"]
    if operation["Status"] == "SUCCEEDED":
        return
    results = listed(client("cloudformation"), "list_stack_set_operation_results", "Summaries", **request)
    failed = next(result for result in results if result["Status"] == "FAILED")
    raise RuntimeError(
        f"{operation['Action']} of {stack_set} failed in account {failed['Account']}, {failed['Region']}: "
        f"{failed.get('StatusReason')}"
    )


def _group(stack_set: str, group: list[Properties]) -> list[Properties]:
    """Give the group as the template has it where its accounts, and no others, have current stacks."""
    summaries = listed(client("cloudformation"), "list_stack_instances", "Summaries", StackSetName=stack_set)
    current = {
        (summary["Account"], summary["Region"]) for summary in summaries if summary["Status"] == "CURRENT"
    }
    expected = {
        (account, part.region)
        for part in _parts({"StackInstancesGroup": group})
        for account in _members(part.unit)
        if part.filter == "NONE" or (account in part.accounts) == (part.filter == "INTERSECTION")
    }
    if current == expected and len(current) == len(summaries):
        return group
    return [
        {"DeploymentTargets": {"Accounts": [account]}, "Regions": [region]}
        for account, region in sorted(current)
    ]


def _members(unit: str) -> list[str]:
    """List the active accounts at any depth below a unit, without the management account."""
    organizations = client("organizations")
    owner = organizations.describe_organization()["Organization"]["MasterAccountId"]
    accounts = listed(organizations, "list_accounts_for_parent", "Accounts", ParentId=unit)
    units = listed(
        organizations, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=unit
    )
    direct = [member["Id"] for member in accounts if member["Status"] == "ACTIVE" and member["Id"] != owner]
    return [*direct, *(account for below in units for account in _members(below["Id"]))]


TYPES = (StackSetResource(), WaitConditionHandleResource())
