"""Tell at most ten addresses and one topic."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import BUDGET_SUBSCRIBERS
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items
from guardrails.stacks.rules.engine.budgets import alerts


def check(template: Template) -> Iterator[Violation]:
    """Find alerts with more subscribers than AWS takes."""
    for budget, path, alert in alerts(template):
        kinds = [
            subscriber.get("SubscriptionType")
            for subscriber in items(alert.get("Subscribers"))
            if isinstance(subscriber, dict)
        ]
        if len(kinds) > BUDGET_SUBSCRIBERS or kinds.count("SNS") > 1:
            problem = (
                f"the alert has {len(kinds)} subscribers, {kinds.count('SNS')} of them topics; at most "
                f"{BUDGET_SUBSCRIBERS - 1} addresses and one topic fit"
            )
            yield Violation.at(budget, f"{path}.Subscribers", problem)


RULE = TemplateRule(
    id="GR-BUD-003",
    title="Give an alert at most ten addresses and one topic",
    why="Budgets refuses one more, and with it the whole budget.",
    fix="Subscribe everybody to one topic, and the topic to the alert.",
    source="https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_NotificationWithSubscribers.html",
    check=check,
    severity="fatal",
)
