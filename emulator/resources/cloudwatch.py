"""`AWS::CloudWatch::Alarm`."""

from __future__ import annotations

from typing import Any, ClassVar

from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    client,
    here,
    tag_change,
    tag_list,
)

_SETTINGS = (
    "AlarmDescription",
    "ActionsEnabled",
    "AlarmActions",
    "OKActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
)


class Alarm(ResourceType):
    """`AWS::CloudWatch::Alarm` on one metric."""

    name = "AWS::CloudWatch::Alarm"
    honoured: ClassVar[Shape] = {"AlarmName": None, **dict.fromkeys(_SETTINGS), "Tags": None}
    create_only = ("AlarmName",)
    custom_name = "AlarmName"

    def create(self, properties: Properties, name: Name) -> str:
        """Choose the name; the alarm is put in `update`."""
        return str(properties.get("AlarmName") or name.generated)

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put the alarm."""
        cloudwatch = client("cloudwatch")
        settings = {name: new[name] for name in _SETTINGS if name in new}
        tags = {"Tags": tag_list(new)} if not old and tag_list(new) else {}
        cloudwatch.put_metric_alarm(AlarmName=physical_id, **settings, **tags)
        change, arn = tag_change(old, new), self.attributes(physical_id, new)["Arn"]
        if old and change.put:
            cloudwatch.tag_resource(ResourceARN=arn, Tags=change.put)
        if change.removed:
            cloudwatch.untag_resource(ResourceARN=arn, TagKeys=change.removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Arn`."""
        del properties
        account, region = here()
        return {"Arn": f"arn:aws:cloudwatch:{region}:{account}:alarm:{physical_id}"}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the alarm."""
        del properties
        client("cloudwatch").delete_alarms(AlarmNames=[physical_id])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the alarm."""
        cloudwatch = client("cloudwatch")
        alarms = cloudwatch.describe_alarms(AlarmNames=[physical_id])["MetricAlarms"]
        if not alarms:
            return None
        arn = self.attributes(physical_id, properties)["Arn"]
        held = {name: alarms[0][name] for name in _SETTINGS if name in alarms[0]}
        actions: Properties = {name: [] for name in ("AlarmActions", "OKActions", "InsufficientDataActions")}
        return {
            "AlarmName": physical_id,
            **actions,
            **held,
            "Tags": cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"],
        }


TYPES = (Alarm(),)
