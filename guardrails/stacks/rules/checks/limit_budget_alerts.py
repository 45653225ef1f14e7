"""Give a budget at most ten alerts."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import BUDGET_NOTIFICATIONS
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items


def check(template: Template) -> Iterator[Violation]:
    """Find budgets with more notifications than AWS takes."""
    for budget in template.of_type("AWS::Budgets::Budget"):
        count = len(items(budget.get("NotificationsWithSubscribers")))
        if count > BUDGET_NOTIFICATIONS:
            problem = f"the budget has {count} alerts; at most {BUDGET_NOTIFICATIONS} fit"
            yield Violation.at(budget, "NotificationsWithSubscribers", problem)


RULE = TemplateRule(
    id="GR-BUD-002",
    title="Give a budget at most ten alerts",
    why="Budgets refuses the eleventh, and with it the whole budget.",
    fix="Leave out thresholds, or declare a second budget.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-budgets-budget.html",
    check=check,
    severity="fatal",
)
