"""`AWS::CE::AnomalyMonitor` and `AWS::CE::AnomalySubscription`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ce-anomalymonitor.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ce-anomalysubscription.html

AWS's list of the types that can be imported names both
(https://github.com/udondan/cfn-teleport/blob/main/src/supported_resource_types.rs).
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.resources.base import Name, Properties, ResourceType, Shape, chosen, client, unless_gone

_TAGS = "ResourceTags"


class AnomalyMonitorResource(ResourceType):
    """`AWS::CE::AnomalyMonitor`, of which only the name changes in place."""

    name = "AWS::CE::AnomalyMonitor"
    identifier = ("MonitorArn",)
    honoured: ClassVar[Shape] = {
        "MonitorName": None,
        "MonitorType": None,
        "MonitorDimension": None,
        "MonitorSpecification": None,
        _TAGS: None,
    }
    create_only = ("MonitorType", "MonitorDimension", "MonitorSpecification", _TAGS)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the monitor; its physical id is its ARN."""
        del name
        monitor = chosen(properties, "MonitorName", "MonitorType", "MonitorDimension")
        if properties.get("MonitorSpecification"):
            monitor["MonitorSpecification"] = json.loads(properties["MonitorSpecification"])
        answer = client("ce").create_anomaly_monitor(AnomalyMonitor=monitor, **chosen(properties, _TAGS))
        return str(answer["MonitorArn"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Rename the monitor."""
        if old and old["MonitorName"] != new["MonitorName"]:
            client("ce").update_anomaly_monitor(MonitorArn=physical_id, MonitorName=new["MonitorName"])

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `MonitorArn`."""
        del properties
        return {"MonitorArn": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the monitor."""
        del properties
        unless_gone(
            lambda: client("ce").delete_anomaly_monitor(MonitorArn=physical_id), "UnknownMonitorException"
        )

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the monitor and its tags."""
        answer = unless_gone(
            lambda: client("ce").get_anomaly_monitors(MonitorArnList=[physical_id]), "UnknownMonitorException"
        )
        if answer is None:
            return None
        (monitor,) = answer["AnomalyMonitors"]
        shown = chosen(monitor, "MonitorName", "MonitorType", "MonitorDimension")
        if "MonitorSpecification" in monitor:
            shown["MonitorSpecification"] = _as_written(
                monitor["MonitorSpecification"], properties.get("MonitorSpecification")
            )
        return {**shown, **_tags(physical_id)}


class AnomalySubscriptionResource(ResourceType):
    """`AWS::CE::AnomalySubscription`, all of which but its tags changes in place."""

    name = "AWS::CE::AnomalySubscription"
    identifier = ("SubscriptionArn",)
    honoured: ClassVar[Shape] = {
        "SubscriptionName": None,
        "MonitorArnList": None,
        "Subscribers": {"Address": None, "Type": None},
        "Frequency": None,
        "ThresholdExpression": None,
        _TAGS: None,
    }
    create_only = (_TAGS,)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the subscription; its physical id is its ARN."""
        del name
        answer = client("ce").create_anomaly_subscription(
            AnomalySubscription=_subscription(properties), **chosen(properties, _TAGS)
        )
        return str(answer["SubscriptionArn"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the subscription."""
        if old:
            client("ce").update_anomaly_subscription(SubscriptionArn=physical_id, **_subscription(new))

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `SubscriptionArn`."""
        del properties
        return {"SubscriptionArn": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the subscription."""
        del properties
        unless_gone(
            lambda: client("ce").delete_anomaly_subscription(SubscriptionArn=physical_id),
            "UnknownSubscriptionException",
        )

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the subscription and its tags."""
        answer = unless_gone(
            lambda: client("ce").get_anomaly_subscriptions(SubscriptionArnList=[physical_id]),
            "UnknownSubscriptionException",
        )
        if answer is None:
            return None
        (subscription,) = answer["AnomalySubscriptions"]
        shown = chosen(subscription, "SubscriptionName", "MonitorArnList", "Frequency")
        shown["Subscribers"] = [
            {"Address": subscriber["Address"], "Type": subscriber["Type"]}
            for subscriber in subscription["Subscribers"]
        ]
        if "ThresholdExpression" in subscription:
            shown["ThresholdExpression"] = _as_written(
                subscription["ThresholdExpression"], properties.get("ThresholdExpression")
            )
        return {**shown, **_tags(physical_id)}


def _subscription(properties: Properties) -> dict[str, Any]:
    wanted = chosen(properties, "SubscriptionName", "MonitorArnList", "Subscribers", "Frequency")
    if properties.get("ThresholdExpression"):
        wanted["ThresholdExpression"] = json.loads(properties["ThresholdExpression"])
    return wanted


def _as_written(expression: dict[str, Any], text: str | None) -> str:
    """Give an expression as the template writes it, where it says the same."""
    return text if text is not None and json.loads(text) == expression else json.dumps(expression)


def _tags(arn: str) -> Properties:
    tags = client("ce").list_tags_for_resource(ResourceArn=arn)["ResourceTags"]
    return {_TAGS: tags} if tags else {}


TYPES = (AnomalyMonitorResource(), AnomalySubscriptionResource())
