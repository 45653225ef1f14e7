"""Name the metric of a budget that has a filter."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find budgets with a filter expression and no metric."""
    for budget in template.of_type("AWS::Budgets::Budget"):
        if budget.get("Budget", "FilterExpression") and not budget.get("Budget", "Metrics"):
            yield Violation.at(budget, "Budget.Metrics", "the filter has no metric to work on")


RULE = TemplateRule(
    id="GR-BUD-006",
    title="Name the metric of a budget that has a filter",
    why="Without one the budget is created and never shows a cost, so it never alerts.",
    fix="Set Metrics, for example to UnblendedCost.",
    source="https://github.com/hashicorp/terraform-provider-aws/issues/46866",
    check=check,
)
