"""Let a budget's name follow what replaces it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.stacks.rules.engine import Found, Rule, Template

_DERIVED = re.compile(r".*-[bcdfghjklmnpqrst]{8}")
"""The end that the stack of budgets gives a name: a digest in consonants, which no word ends with."""


def check(template: Template) -> Iterator[Found]:
    """Find budgets with alerts whose name is written by hand; CloudFormation's own names are unique."""
    for budget in template.of_type("AWS::Budgets::Budget"):
        name = budget.get("Budget", "BudgetName")
        alerts = budget.get("NotificationsWithSubscribers")
        if alerts and name is not None and not (isinstance(name, str) and _DERIVED.fullmatch(name)):
            yield Found.at(budget, "Budget.BudgetName", "the name stays when the alerts change")


RULE = Rule(
    id="GR-BUD-001",
    title="Let a budget's name follow what replaces it",
    why="A changed alert replaces the budget, the new one is created before the old one is deleted, and two "
    "can't share a name: the first edit of a threshold fails.",
    fix="End the name with a digest of the alerts, as guardrails.stacks.budgets does, or leave the name out.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-budgets-budget-budgetdata.html",
    check=check,
)
