"""Filter a budget's accounts by the dimension LINKED_ACCOUNT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items, strings

_ACCOUNT = re.compile(r"\d{12}")


def check(template: Template) -> Iterator[Violation]:
    """Find filters that look for accounts among the tags, and accounts that aren't twelve digits."""
    for budget in template.of_type("AWS::Budgets::Budget"):
        filters = budget.get("Budget", "CostFilters")
        old = filters if isinstance(filters, Mapping) else {}
        wrong = [tag for tag in strings(old.get("TagKeyValue")) if _is_account(tag.partition("$")[0])]
        wrong += _not_accounts(old.get("LinkedAccount"))
        wrong += _wrong(budget.get("Budget", "FilterExpression"))
        for value in wrong:
            yield Violation.at(budget, "Budget", f'"{value}" selects no account')


def _wrong(expression: Any) -> Iterator[str]:
    if not isinstance(expression, Mapping):
        return
    for key in ("And", "Or", "Not"):
        for part in items(expression.get(key)):
            yield from _wrong(part)
    for kind in ("Tags", "Dimensions"):
        criterion = expression.get(kind)
        if isinstance(criterion, Mapping) and _is_account(key := str(criterion.get("Key"))):
            yield from (
                _not_accounts(criterion.get("Values"))
                if (kind, key) == ("Dimensions", "LINKED_ACCOUNT")
                else [key]
            )


def _is_account(key: str) -> bool:
    return key.rpartition(":")[2].replace("_", "").lower() == "linkedaccount"


def _not_accounts(values: Any) -> list[str]:
    return [value for value in strings(values) if "${" not in value and not _ACCOUNT.fullmatch(value)]


RULE = TemplateRule(
    id="GR-BUD-005",
    title="Filter a budget's accounts by the dimension LINKED_ACCOUNT",
    why="A tag of that name, or an account's name for its number, matches nothing: the budget is created, "
    "shows no cost and never alerts.",
    fix="Use FilterExpression.Dimensions with the key LINKED_ACCOUNT and the accounts' twelve digits.",
    source="https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_ExpressionDimensionValues.html",
    check=check,
)
