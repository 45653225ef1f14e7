"""`AWS::Logs::LogGroup` and `AWS::Logs::MetricFilter`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from emulator.arns import build_arn
from emulator.aws import listed
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    chosen,
    client,
    from_tag_map,
    is_gone,
    tag_change,
    tags_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class LogGroupResource(ResourceType):
    """`AWS::Logs::LogGroup`."""

    name = "AWS::Logs::LogGroup"
    honoured: ClassVar[Shape] = {
        "LogGroupName": None,
        "RetentionInDays": None,
        "KmsKeyId": None,
        "LogGroupClass": None,
        "DeletionProtectionEnabled": None,
        "Tags": None,
    }
    create_only = ("LogGroupName", "LogGroupClass")
    custom_name = "LogGroupName"
    identifier = ("LogGroupName",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the group."""
        group = str(properties.get("LogGroupName") or name.generated)
        client("logs").create_log_group(
            logGroupName=group,
            **chosen(
                properties,
                kmsKeyId="KmsKeyId",
                logGroupClass="LogGroupClass",
                deletionProtectionEnabled="DeletionProtectionEnabled",
            ),
            **({"tags": tags_of(properties)} if tags_of(properties) else {}),
        )
        return group

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the retention, the key, the protection and the tags."""
        logs, group = client("logs"), {"logGroupName": physical_id}
        if new.get("RetentionInDays"):
            logs.put_retention_policy(**group, retentionInDays=new["RetentionInDays"])
        elif old.get("RetentionInDays"):
            logs.delete_retention_policy(**group)
        if old and old.get("KmsKeyId") != new.get("KmsKeyId"):
            if new.get("KmsKeyId"):
                logs.associate_kms_key(**group, kmsKeyId=new["KmsKeyId"])
            else:
                logs.disassociate_kms_key(**group)
        protected = new.get("DeletionProtectionEnabled", False)
        if old and old.get("DeletionProtectionEnabled", False) != protected:
            logs.put_log_group_deletion_protection(
                logGroupIdentifier=physical_id, deletionProtectionEnabled=protected
            )
        change = tag_change(old, new)
        if old and change.put:
            logs.tag_log_group(**group, tags={tag["Key"]: tag["Value"] for tag in change.put})
        if change.removed:
            logs.untag_log_group(**group, tags=change.removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Arn`, which ends in `:*`."""
        del properties
        account, region = account_and_region()
        return {"Arn": build_arn("logs", region, account, f"log-group:{physical_id}:*")}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the group."""
        del properties
        client("logs").delete_log_group(logGroupName=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the group."""
        del properties
        logs = client("logs")
        groups = listed(logs, "describe_log_groups", "logGroups", logGroupNamePrefix=physical_id)
        group = next((entry for entry in groups if entry["logGroupName"] == physical_id), None)
        if group is None:
            return None
        return {
            "LogGroupName": physical_id,
            "LogGroupClass": group.get("logGroupClass", "STANDARD"),
            "Tags": from_tag_map(logs.list_tags_log_group(logGroupName=physical_id)["tags"]),
            **chosen(
                group,
                RetentionInDays="retentionInDays",
                KmsKeyId="kmsKeyId",
                DeletionProtectionEnabled="deletionProtectionEnabled",
            ),
        }


class MetricFilterResource(ResourceType):
    """`AWS::Logs::MetricFilter`."""

    name = "AWS::Logs::MetricFilter"
    identifier = ("LogGroupName", "FilterName")
    honoured: ClassVar[Shape] = {
        "FilterName": None,
        "FilterPattern": None,
        "LogGroupName": None,
        "MetricTransformations": {
            "MetricName": None,
            "MetricNamespace": None,
            "MetricValue": None,
            "DefaultValue": None,
            "Unit": None,
        },
    }
    create_only = ("FilterName", "LogGroupName")
    custom_name = "FilterName"

    def imported(self, identifier: Mapping[str, str]) -> str:
        """Give the filter's name, which alone is the physical id."""
        return identifier["FilterName"]

    def create(self, properties: Properties, name: Name) -> str:
        """Choose the name; the filter is put in `update`."""
        return str(properties.get("FilterName") or name.generated)

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put the filter."""
        del old
        client("logs").put_metric_filter(
            logGroupName=new["LogGroupName"],
            filterName=physical_id,
            filterPattern=new["FilterPattern"],
            metricTransformations=[
                {name[0].lower() + name[1:]: value for name, value in transformation.items()}
                for transformation in new["MetricTransformations"]
            ],
        )

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the filter."""
        client("logs").delete_metric_filter(logGroupName=properties["LogGroupName"], filterName=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the filter."""
        group = properties["LogGroupName"]
        try:
            filters = listed(client("logs"), "describe_metric_filters", "metricFilters", logGroupName=group)
        except Exception as error:
            if is_gone(error, "ResourceNotFoundException"):
                return None
            raise
        metric_filter = next((entry for entry in filters if entry["filterName"] == physical_id), None)
        if metric_filter is None:
            return None
        return {
            "FilterName": physical_id,
            "FilterPattern": metric_filter.get("filterPattern", ""),
            "LogGroupName": group,
            "MetricTransformations": [
                {name[0].upper() + name[1:]: value for name, value in transformation.items()}
                for transformation in metric_filter["metricTransformations"]
            ],
        }


TYPES = (LogGroupResource(), MetricFilterResource())
