"""Let Budgets and its like publish to the topic that they are told of."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Found, Rule, Template, allowing, bound_to, items
from guardrails.stacks.rules.engine.publishers import BUDGETS, COST_ALERTS, EVENTS, publications

_KEYS = {
    BUDGETS: ("aws:SourceAccount",),
    COST_ALERTS: ("aws:SourceAccount",),
    EVENTS: ("aws:SourceAccount", "aws:SourceArn"),
}
"""The conditions of which one has to say on whose behalf; alarms publish as the account itself."""
_POLICIES = {"AWS::SNS::TopicPolicy": "Topics", "AWS::SNS::TopicInlinePolicy": "TopicArn"}
"""The types of policies of topics, and where they name those."""


def check(template: Template) -> Iterator[Found]:
    """Find topics whose policies don't let a service publish on this account's behalf alone."""
    for service, topic in publications(template):
        if service not in _KEYS:
            continue
        statements = [
            statement
            for kind, topics in _POLICIES.items()
            for policy in template.of_type(kind)
            if any(template.meant(value, topic.type) == topic for value in items(policy.get(topics)))
            for statement in allowing(policy.get("PolicyDocument"), service, "sns:Publish")
        ]
        if not statements:
            yield Found(topic.id, "", f"no policy of the topic lets {service} publish")
        elif not all(any(bound_to(one, key) for key in _KEYS[service]) for one in statements):
            keys = " or ".join(_KEYS[service])
            yield Found(topic.id, "", f"{service} may publish on any account's behalf: {keys} is missing")


RULE = Rule(
    id="GR-SNS-001",
    title="Let a service publish to the topic that it is told of",
    why="Budgets accepts a topic that it can't publish to: the alert is lost, and nobody is told. Without "
    "aws:SourceAccount anybody's budget may publish.",
    fix="Allow sns:Publish to the service in the topic's policy, with this account as aws:SourceAccount.",
    source="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html",
    check=check,
)
