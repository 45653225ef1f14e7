"""Monitors of cost anomaly detection, and their subscriptions to the topics of the severities.

A monitor's dimension can't change, and AWS takes one managed monitor of services. CloudFormation makes a new
resource before it deletes the old one. So the logical id of a managed monitor follows from its dimension.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from aws_cdk import CfnResource
from aws_cdk import aws_ce as ce
from constructs import Construct, IDependable

from guardrails.aws_facts.arns import service_principal
from guardrails.baseline.sections.anomalies import Anomalies, AnomalyAlert, AnomalyGroup, AnomalyMonitor
from guardrails.organization import Organization
from guardrails.stacks.common.documents import Statement, allow_service

PUBLISHER = service_principal("costalerts")
IMPACT_AMOUNT, IMPACT_PERCENT = "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "ANOMALY_TOTAL_IMPACT_PERCENTAGE"


def publishing(account: str, topic: str) -> Statement:
    """Let anomaly detection publish to a topic for one account.

    Source: https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html
    """
    return allow_service(PUBLISHER, "PublishAnomalies", "sns:Publish", topic, _on_behalf_of(account))


def encrypting(account: str) -> Statement:
    """Let anomaly detection encrypt what it publishes."""
    actions = ["kms:Decrypt", "kms:GenerateDataKey*"]
    return allow_service(PUBLISHER, "EncryptAnomalies", actions, "*", _on_behalf_of(account))


def _on_behalf_of(account: str) -> Mapping[str, Any]:
    return {"StringEquals": {"aws:SourceAccount": account}}


def add_anomalies(
    scope: Construct,
    section: Anomalies,
    organization: Organization,
    topics: Mapping[str, str],
    policies: Iterable[IDependable],
) -> None:
    """Declare the monitors that the stack makes, and a subscription for each alert.

    Args:
        scope: where the constructs stand.
        section: what the baseline says of them.
        organization: the accounts that a group's scope stands for.
        topics: the ARN of the topic of each severity.
        policies: the policies of topics, without which nothing is published.
    """
    policies = list(policies)
    for monitor in section.monitors:
        part = Construct(scope, monitor.name)
        arn = monitor.existing or _monitor(part, monitor, organization).ref
        for index, alert in enumerate(monitor.alerts):
            subscription = ce.CfnAnomalySubscription(
                part,
                f"Alert{index}",
                subscription_name=f"guardrails {monitor.name}: {alert}",
                # AWS tells topics of each anomaly at once, and people alone daily or weekly.
                frequency="IMMEDIATE",
                monitor_arn_list=[arn],
                subscribers=[
                    ce.CfnAnomalySubscription.SubscriberProperty(type="SNS", address=topics[alert.severity])
                ],
                threshold_expression=json.dumps(threshold(alert)),
            )
            subscription.node.add_dependency(*policies)
            _untagged(subscription)


def _monitor(scope: Construct, monitor: AnomalyMonitor, organization: Organization) -> ce.CfnAnomalyMonitor:
    specification = _specification(monitor, organization)
    resource = ce.CfnAnomalyMonitor(
        scope,
        "Monitor",
        monitor_name=_name(monitor, specification),
        monitor_type="CUSTOM" if monitor.group is not None else "DIMENSIONAL",
        monitor_dimension=monitor.dimension or None,
        monitor_specification=json.dumps(specification) if specification else None,
    )
    _untagged(resource)
    return resource


def _untagged(resource: CfnResource) -> None:
    """Leave out the baseline's tags: both types have them create-only, so that another tag would replace it.

    Source: guardrails/aws_facts/create_only.json
    """
    resource.add_property_deletion_override("ResourceTags")


def _name(monitor: AnomalyMonitor, specification: Mapping[str, Any]) -> str:
    """Name a monitor; a group's follows from what replaces it, so that old and new can stand together."""
    if monitor.group is None:
        return f"guardrails {monitor.name}"
    digest = hashlib.sha256(json.dumps(specification).encode()).hexdigest()[:8]
    return f"guardrails {monitor.name} {digest}"


def _specification(monitor: AnomalyMonitor, organization: Organization) -> dict[str, Any]:
    """Say which tag a managed monitor watches, or which costs a group sums up.

    Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_CreateAnomalyMonitor.html
    """
    if monitor.tag is not None:
        return {"Tags": {"Key": monitor.tag}}
    return _costs(monitor.group, organization) if monitor.group is not None else {}


def _costs(group: AnomalyGroup, organization: Organization) -> dict[str, Any]:
    if group.scope is not None:
        accounts = sorted(account.id for account in organization.accounts_under(group.scope))
        return {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": accounts}}
    ((key, values),) = group.tags.items()
    return {"Tags": {"Key": key, "Values": sorted(values)}}


def threshold(alert: AnomalyAlert) -> dict[str, Any]:
    """Build the expression that an anomaly must meet: one threshold, or both.

    Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalySubscription.html
    """
    limits = {IMPACT_AMOUNT: alert.amount, IMPACT_PERCENT: alert.percent}
    parts = [_at_least(key, limit) for key, limit in limits.items() if limit is not None]
    return {"And": parts} if len(parts) > 1 else parts[0]


def _at_least(key: str, limit: float) -> dict[str, Any]:
    test = {"Key": key, "MatchOptions": ["GREATER_THAN_OR_EQUAL"], "Values": [f"{limit:.15g}"]}
    return {"Dimensions": test}
