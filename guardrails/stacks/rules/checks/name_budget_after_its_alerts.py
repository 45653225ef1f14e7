"""Let a budget's name follow what replaces it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation

_DERIVED = re.compile(r".*-([bcdfghjklmnpqrst]{8})")
"""The end that `cost_budget` gives a name: a digest of consonants, which ends no word."""


def check(template: Template) -> Iterator[Violation]:
    """Find names written by hand, and digests that other alerts have as well.

    Names that CloudFormation makes are unique.
    """
    alerts_by_digest: dict[str, str] = {}
    for budget in template.of_type("AWS::Budgets::Budget"):
        name = budget.get("Budget", "BudgetName")
        alerts = json.dumps(budget.get("NotificationsWithSubscribers") or [], sort_keys=True)
        if name is None or alerts == "[]":
            continue
        derived = _DERIVED.fullmatch(name) if isinstance(name, str) else None
        if derived is None or alerts_by_digest.setdefault(derived[1], alerts) != alerts:
            yield Violation.at(budget, "Budget.BudgetName", "the name stays when the alerts change")


RULE = TemplateRule(
    id="GR-BUD-001",
    title="Let a budget's name follow what replaces it",
    why="A changed alert replaces the budget, the new one is created before the old one is deleted, and "
    "two can't share a name: the first edit of a threshold fails.",
    fix="End the name with a digest of the alerts, as `cost_budget` does, or leave the name out.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-budgets-budget.html",
    check=check,
)
