"""Subscribe people to a topic, not to a budget."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items
from guardrails.stacks.rules.engine.budgets import alerts


def check(template: Template) -> Iterator[Violation]:
    """Find alerts that are sent to an e-mail address directly."""
    for budget, path, alert in alerts(template):
        for index, subscriber in enumerate(items(alert.get("Subscribers"))):
            if isinstance(subscriber, dict) and subscriber.get("SubscriptionType") == "EMAIL":
                subscriber_path = f"{path}.Subscribers.{index}"
                yield Violation.at(budget, subscriber_path, "the alert is sent to a person's address")


RULE = TemplateRule(
    id="GR-BUD-004",
    title="Subscribe people to a topic, not to a budget",
    why="Subscribers are part of what replaces a budget: whoever joins or leaves the team deletes the "
    "budget and its history.",
    fix="Send the alert to an SNS topic and subscribe the address to the topic.",
    source="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html",
    check=check,
)
