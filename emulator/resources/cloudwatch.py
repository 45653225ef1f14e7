"""`AWS::CloudWatch::Alarm` and `AWS::CloudWatch::Dashboard`."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.arns import build_arn
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    client,
    is_gone,
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


class AlarmResource(ResourceType):
    """`AWS::CloudWatch::Alarm` on one metric."""

    name = "AWS::CloudWatch::Alarm"
    identifier = ("AlarmName",)
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
        account, region = account_and_region()
        return {"Arn": build_arn("cloudwatch", region, account, f"alarm:{physical_id}")}

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
        settings = {name: alarms[0][name] for name in _SETTINGS if name in alarms[0]}
        actions: Properties = {name: [] for name in ("AlarmActions", "OKActions", "InsufficientDataActions")}
        return {
            "AlarmName": physical_id,
            **actions,
            **settings,
            "Tags": cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"],
        }


class DashboardResource(ResourceType):
    """`AWS::CloudWatch::Dashboard`, whose body is JSON in a text."""

    name = "AWS::CloudWatch::Dashboard"
    identifier = ("DashboardName",)
    honoured: ClassVar[Shape] = {"DashboardName": None, "DashboardBody": None, "Tags": None}
    create_only = ("DashboardName",)
    custom_name = "DashboardName"

    def create(self, properties: Properties, name: Name) -> str:
        """Choose the name; the dashboard is put in `update`."""
        chosen_name = str(properties.get("DashboardName") or name.generated)
        if _dashboard(chosen_name) is not None:
            raise ValueError(f"{chosen_name} already exists")
        return chosen_name

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put the dashboard and its tags; a body that isn't JSON is refused, as on AWS."""
        cloudwatch = client("cloudwatch")
        json.loads(new["DashboardBody"])
        cloudwatch.put_dashboard(DashboardName=physical_id, DashboardBody=new["DashboardBody"])
        change = tag_change(old, new)
        if change.put:
            cloudwatch.tag_resource(ResourceARN=_dashboard_arn(physical_id), Tags=change.put)
        if change.removed:
            cloudwatch.untag_resource(ResourceARN=_dashboard_arn(physical_id), TagKeys=change.removed)

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the dashboard."""
        del properties
        client("cloudwatch").delete_dashboards(DashboardNames=[physical_id])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the dashboard."""
        del properties
        body = _dashboard(physical_id)
        if body is None:
            return None
        tags = client("cloudwatch").list_tags_for_resource(ResourceARN=_dashboard_arn(physical_id))["Tags"]
        return {"DashboardName": physical_id, "DashboardBody": body, "Tags": tags}


def _dashboard(name: str) -> str | None:
    try:
        return str(client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])
    except Exception as error:
        if is_gone(error, "ResourceNotFound", "DashboardNotFoundError"):
            return None
        raise


def _dashboard_arn(name: str) -> str:
    account, _ = account_and_region()
    return build_arn("cloudwatch", "", account, f"dashboard/{name}")


TYPES = (AlarmResource(), DashboardResource())
