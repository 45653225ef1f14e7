"""Let Budgets and its like publish to the topic that they are told of."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, allowing, items
from guardrails.stacks.rules.engine.publishers import BUDGETS, COST_ALERTS, EVENTS, publications

_NEED_A_POLICY = (BUDGETS, COST_ALERTS, EVENTS)
"""Alarms publish as the account itself."""
_POLICIES = {"AWS::SNS::TopicPolicy": "Topics", "AWS::SNS::TopicInlinePolicy": "TopicArn"}
"""The types of policies of topics, and where they name those."""


def check(template: Template) -> Iterator[Violation]:
    """Find topics whose policies don't let a service publish."""
    for service, topic in publications(template):
        if service not in _NEED_A_POLICY:
            continue
        statements = [
            statement
            for kind, topics in _POLICIES.items()
            for policy in template.of_type(kind)
            if any(template.meant(value, topic.type) == topic for value in items(policy.get(topics)))
            for statement in allowing(policy.get("PolicyDocument"), service, "sns:Publish")
        ]
        if not statements:
            yield Violation(topic.id, "", f"no policy of the topic lets {service} publish")


RULE = TemplateRule(
    id="GR-SNS-001",
    title="Let a service publish to the topic that it is told of",
    why="Budgets accepts a topic that it can't publish to: the alert is lost, and nobody is told.",
    fix="Allow sns:Publish to the service in the topic's policy, with this account as aws:SourceAccount.",
    source="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html",
    check=check,
)
