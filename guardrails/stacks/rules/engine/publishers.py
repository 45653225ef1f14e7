"""Which AWS services publish to which topics of a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.aws_facts.arns import service_principal
from guardrails.stacks.rules.engine.budgets import alerts
from guardrails.stacks.rules.engine.template import Template, TemplateResource, items

BUDGETS = service_principal("budgets")
COST_ALERTS = service_principal("costalerts")
ALARMS = service_principal("cloudwatch")
EVENTS = service_principal("events")


def publications(template: Template) -> list[tuple[str, TemplateResource]]:
    """List each service with a topic of this template that it publishes to."""
    meant = ((service, template.meant(value, "AWS::SNS::Topic")) for service, value in _addresses(template))
    once = {(service, topic.id): topic for service, topic in meant if topic is not None}
    return [(service, topic) for (service, _), topic in once.items()]


def _addresses(template: Template) -> Iterator[tuple[str, Any]]:
    for _, _, alert in alerts(template):
        yield from ((BUDGETS, address) for address in _fields(alert.get("Subscribers"), "Address"))
    for subscription in template.of_type("AWS::CE::AnomalySubscription"):
        addresses = _fields(subscription.get("Subscribers"), "Address")
        yield from ((COST_ALERTS, address) for address in addresses)
    for alarm in template.of_type("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"):
        for kind in ("AlarmActions", "OKActions", "InsufficientDataActions"):
            yield from ((ALARMS, action) for action in items(alarm.get(kind)))
    for rule in template.of_type("AWS::Events::Rule"):
        yield from ((EVENTS, arn) for arn in _fields(rule.get("Targets"), "Arn"))


def _fields(values: Any, key: str) -> list[Any]:
    return [value.get(key) for value in items(values) if isinstance(value, Mapping)]
