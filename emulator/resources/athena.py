"""`AWS::Athena::WorkGroup` and `AWS::Athena::NamedQuery`."""

from __future__ import annotations

from typing import Any, ClassVar

from emulator.arns import build_arn
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    chosen,
    client,
    is_gone,
    tag_change,
    tag_list,
)

_SETTINGS = (
    "EnforceWorkGroupConfiguration",
    "PublishCloudWatchMetricsEnabled",
    "BytesScannedCutoffPerQuery",
    "RequesterPaysEnabled",
)


class WorkGroupResource(ResourceType):
    """`AWS::Athena::WorkGroup`."""

    name = "AWS::Athena::WorkGroup"
    identifier = ("Name",)
    honoured: ClassVar[Shape] = {
        "Name": None,
        "Description": None,
        "State": None,
        "RecursiveDeleteOption": None,
        "WorkGroupConfiguration": {
            **dict.fromkeys(_SETTINGS),
            "ResultConfiguration": {
                "OutputLocation": None,
                "ExpectedBucketOwner": None,
                "EncryptionConfiguration": {"EncryptionOption": None, "KmsKey": None},
            },
        },
        "Tags": None,
    }
    create_only = ("Name",)
    unreadable = frozenset({"RecursiveDeleteOption"})
    custom_name = "Name"

    def create(self, properties: Properties, name: Name) -> str:
        """Make the workgroup."""
        del name
        client("athena").create_work_group(
            **chosen(properties, "Name", "Description", Configuration="WorkGroupConfiguration"),
            Tags=tag_list(properties),
        )
        return str(properties["Name"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the description, the state, the configuration and the tags."""
        athena, settings = client("athena"), new.get("WorkGroupConfiguration") or {}
        updates = chosen(settings, *_SETTINGS)
        if settings.get("ResultConfiguration"):
            updates["ResultConfigurationUpdates"] = settings["ResultConfiguration"]
        athena.update_work_group(
            WorkGroup=physical_id,
            Description=new.get("Description", ""),
            State=new.get("State", "ENABLED"),
            ConfigurationUpdates=updates,
        )
        change = tag_change(old, new)
        if old and change.put:
            athena.tag_resource(ResourceARN=_arn(physical_id), Tags=change.put)
        if change.removed:
            athena.untag_resource(ResourceARN=_arn(physical_id), TagKeys=change.removed)

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the workgroup."""
        recursive = str(properties.get("RecursiveDeleteOption", "")).lower() == "true"
        client("athena").delete_work_group(WorkGroup=physical_id, RecursiveDeleteOption=recursive)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the workgroup."""
        del properties
        athena = client("athena")
        try:
            work_group = athena.get_work_group(WorkGroup=physical_id)["WorkGroup"]
        except Exception as error:
            if is_gone(error, "InvalidRequestException"):
                return None
            raise
        return {
            "Name": work_group["Name"],
            "Description": work_group.get("Description", ""),
            "State": work_group["State"],
            "WorkGroupConfiguration": work_group.get("Configuration", {}),
            "Tags": athena.list_tags_for_resource(ResourceARN=_arn(physical_id))["Tags"],
        }


class NamedQueryResource(ResourceType):
    """`AWS::Athena::NamedQuery`: every change makes it anew."""

    name = "AWS::Athena::NamedQuery"
    identifier = ("NamedQueryId",)
    honoured: ClassVar[Shape] = {
        "Name": None,
        "Description": None,
        "Database": None,
        "QueryString": None,
        "WorkGroup": None,
    }
    create_only = ("Name", "Description", "Database", "QueryString", "WorkGroup")

    def create(self, properties: Properties, name: Name) -> str:
        """Make the query, whose physical id Athena chooses."""
        answer = client("athena").create_named_query(
            **chosen(properties, "Description", "Database", "QueryString", "WorkGroup"),
            Name=properties.get("Name") or name.generated,
        )
        return str(answer["NamedQueryId"])

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `NamedQueryId`."""
        del properties
        return {"NamedQueryId": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the query."""
        del properties
        client("athena").delete_named_query(NamedQueryId=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the query."""
        del properties
        try:
            query = client("athena").get_named_query(NamedQueryId=physical_id)["NamedQuery"]
        except Exception as error:
            if is_gone(error, "InvalidRequestException"):
                return None
            raise
        return chosen(query, "Name", "Description", "Database", "QueryString", "WorkGroup")


def _arn(workgroup: str) -> str:
    account, region = account_and_region()
    return build_arn("athena", region, account, f"workgroup/{workgroup}")


TYPES = (WorkGroupResource(), NamedQueryResource())
