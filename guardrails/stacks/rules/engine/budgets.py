"""The alerts of budgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.stacks.rules.engine.template import Template, TemplateResource, items


def alerts(template: Template) -> Iterator[tuple[TemplateResource, str, Mapping[str, Any]]]:
    """Yield each alert with its budget and its path among the budget's properties."""
    for budget in template.of_type("AWS::Budgets::Budget"):
        for index, alert in enumerate(items(budget.get("NotificationsWithSubscribers"))):
            if isinstance(alert, Mapping):
                yield budget, f"NotificationsWithSubscribers.{index}", alert
