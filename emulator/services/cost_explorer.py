"""Anomaly monitors and subscriptions of Cost Explorer.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetAnomalyMonitors.html
"""

from __future__ import annotations

import datetime as dt
import uuid

from emulator import hooks
from emulator.arns import build_arn
from emulator.errors import ApiError
from emulator.services.operations import JsonService, Request, tag_list, tag_map
from emulator.services.pages import Pages

PAGES = Pages(
    "ce", ("InvalidNextTokenException", "The pagination token is invalid."), "ValidationException", size=100
)


class AnomalyStore:
    """The monitors and subscriptions of each account, by ARN."""

    def __init__(self) -> None:
        self.monitors: dict[str, Request] = {}
        self.subscriptions: dict[str, Request] = {}
        self.tags: dict[str, dict[str, str]] = {}

    def create_monitor(self, request: Request) -> Request:
        """Answer `CreateAnomalyMonitor`; one managed monitor of services is allowed, and one further.

        https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
        https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2515
        """
        dimension = request["AnomalyMonitor"].get("MonitorDimension")
        taken = {
            monitor.get("MonitorDimension") == "SERVICE"
            for monitor in _chosen(self.monitors, None, "")
            if monitor["MonitorType"] == "DIMENSIONAL"
        }
        if dimension is not None and (dimension == "SERVICE") in taken:
            raise ApiError("ValidationException", "Limit exceeded on dimensional spend monitor creation")
        arn, today = _arn("anomalymonitor"), f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
        self.monitors[arn] = {
            "CreationDate": today,
            "LastUpdatedDate": today,
            **request["AnomalyMonitor"],
            "MonitorArn": arn,
        }
        self.tags[arn] = _tag_map(request)
        return {"MonitorArn": arn}

    def get_monitors(self, request: Request) -> Request:
        """Answer `GetAnomalyMonitors`."""
        return {
            "AnomalyMonitors": _chosen(
                self.monitors, request.get("MonitorArnList"), "UnknownMonitorException"
            )
        }

    def update_monitor(self, request: Request) -> Request:
        """Answer `UpdateAnomalyMonitor`."""
        arn = request["MonitorArn"]
        _chosen(self.monitors, [arn], "UnknownMonitorException")
        if "MonitorName" in request:
            self.monitors[arn]["MonitorName"] = request["MonitorName"]
        return {"MonitorArn": arn}

    def delete_monitor(self, request: Request) -> None:
        """Answer `DeleteAnomalyMonitor`."""
        [monitor] = _chosen(self.monitors, [request["MonitorArn"]], "UnknownMonitorException")
        del self.monitors[monitor["MonitorArn"]]

    def create_subscription(self, request: Request) -> Request:
        """Answer `CreateAnomalySubscription`."""
        subscription, arn = request["AnomalySubscription"], _arn("anomalysubscription")
        _chosen(self.monitors, subscription["MonitorArnList"], "UnknownMonitorException")
        self.subscriptions[arn] = {
            **subscription,
            "AccountId": hooks.current_account(),
            "Subscribers": _confirmed(subscription["Subscribers"]),
            "SubscriptionArn": arn,
        }
        self.tags[arn] = _tag_map(request)
        return {"SubscriptionArn": arn}

    def get_subscriptions(self, request: Request) -> Request:
        """Answer `GetAnomalySubscriptions`."""
        subscriptions = _chosen(
            self.subscriptions, request.get("SubscriptionArnList"), "UnknownSubscriptionException"
        )
        monitor = request.get("MonitorArn")
        return {
            "AnomalySubscriptions": [
                each for each in subscriptions if monitor is None or monitor in each["MonitorArnList"]
            ]
        }

    def update_subscription(self, request: Request) -> Request:
        """Answer `UpdateAnomalySubscription`, which leaves alone what the call doesn't name."""
        arn = request["SubscriptionArn"]
        _chosen(self.subscriptions, [arn], "UnknownSubscriptionException")
        _chosen(self.monitors, request.get("MonitorArnList"), "UnknownMonitorException")
        changed = {name: value for name, value in request.items() if name != "SubscriptionArn"}
        if "Subscribers" in changed:
            changed["Subscribers"] = _confirmed(changed["Subscribers"])
        self.subscriptions[arn] |= changed
        return {"SubscriptionArn": arn}

    def delete_subscription(self, request: Request) -> None:
        """Answer `DeleteAnomalySubscription`."""
        arns = [request["SubscriptionArn"]]
        [subscription] = _chosen(self.subscriptions, arns, "UnknownSubscriptionException")
        del self.subscriptions[subscription["SubscriptionArn"]]

    def list_tags(self, request: Request) -> Request:
        """Answer `ListTagsForResource`."""
        return {"ResourceTags": tag_list(self.tags.get(request["ResourceArn"], {}))}


ANOMALIES = AnomalyStore()


def install() -> None:
    """Let the gateway answer for Cost Explorer."""
    service = JsonService("ce", "ce", PAGES)
    hooks.recognize("ce", "AWSInsightsIndexService")
    service.register(
        CreateAnomalyMonitor=ANOMALIES.create_monitor,
        GetAnomalyMonitors=ANOMALIES.get_monitors,
        UpdateAnomalyMonitor=ANOMALIES.update_monitor,
        DeleteAnomalyMonitor=ANOMALIES.delete_monitor,
        CreateAnomalySubscription=ANOMALIES.create_subscription,
        GetAnomalySubscriptions=ANOMALIES.get_subscriptions,
        UpdateAnomalySubscription=ANOMALIES.update_subscription,
        DeleteAnomalySubscription=ANOMALIES.delete_subscription,
        ListTagsForResource=ANOMALIES.list_tags,
    )
    service.install()


def _arn(kind: str) -> str:
    return build_arn("ce", "", hooks.current_account(), f"{kind}/{uuid.uuid4()}")


def _confirmed(subscribers: list[Request]) -> list[Request]:
    return [{"Status": "CONFIRMED", **subscriber} for subscriber in subscribers]


def _tag_map(request: Request) -> dict[str, str]:
    return tag_map(request.get("ResourceTags"))


def _chosen(store: dict[str, Request], arns: list[str] | None, unknown: str) -> list[Request]:
    """Give the current account's entries, or those that are asked for by name."""
    own = {arn: entry for arn, entry in store.items() if arn.split(":")[4] == hooks.current_account()}
    missing = [arn for arn in arns or () if arn not in own]
    if missing:
        raise ApiError(unknown, f"There is no {missing[0]}")
    return [own[arn] for arn in arns] if arns else list(own.values())
