"""One cost budget: what it counts, how much it allows, whom it tells."""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Iterator, Mapping

from aws_cdk import aws_budgets as budgets
from constructs import Construct

from guardrails.baseline.sections.budget_facts import HISTORY_PERIODS, RECORD_TYPES, TIME_UNITS
from guardrails.baseline.sections.budgets import AutoAdjust, Budget, Plan
from guardrails.organization import ROOT_PATH, Organization

MONTHS = {"monthly": 1, "quarterly": 3}


def cost_budget(
    scope: Construct, name: str, section: Budget, organization: Organization, topics: Mapping[str, str]
) -> budgets.CfnBudget:
    """Declare a cost budget.

    The filter is a FilterExpression, which every region's schema has, because AWS deprecated CostFilters in
    April 2025. It wants the metric named: without one the budget is created and never shows a cost
    (https://github.com/hashicorp/terraform-provider-aws/issues/46866).

    Args:
        scope: where the construct stands.
        name: the budget's name in the baseline.
        section: what the baseline says of it.
        organization: the accounts that its scope stands for.
        topics: the ARN of the topic of each severity.
    """
    return budgets.CfnBudget(
        scope,
        name,
        budget=budgets.CfnBudget.BudgetDataProperty(
            budget_name=budget_name(name, section, topics),
            budget_type="COST",
            time_unit=TIME_UNITS[section.period],
            budget_limit=None if section.amount is None else _dollars(section.amount),
            planned_budget_limits=planned_limits(section.planned, section.period),
            auto_adjust_data=auto_adjust(section.auto_adjust, section.period),
            metrics=["UnblendedCost"],
            filter_expression=cost_filter(section, organization),
        ),
        notifications_with_subscribers=notifications(section, topics),
    )


def _dollars(amount: float) -> budgets.CfnBudget.SpendProperty:
    return budgets.CfnBudget.SpendProperty(amount=amount, unit="USD")


def planned_limits(plan: Plan | None, period: str) -> dict[str, dict[str, str]] | None:
    """Map each period's start, in seconds since 1970 (UTC), to its amount.

    Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    """
    if plan is None:
        return None
    first = int(plan.starts[:4]) * 12 + int(plan.starts[5:]) - 1
    limits = {}
    for index, amount in enumerate(plan.amounts):
        year, month = divmod(first + index * MONTHS[period], 12)
        start = calendar.timegm((year, month + 1, 1, 0, 0, 0))
        limits[str(start)] = {"Amount": f"{amount:.15g}", "Unit": "USD"}
    return limits


def auto_adjust(section: AutoAdjust | None, period: str) -> budgets.CfnBudget.AutoAdjustDataProperty | None:
    """Let AWS set the amount: by a forecast, or by the average of past periods."""
    if section is None:
        return None
    if section.by == "forecast":
        return budgets.CfnBudget.AutoAdjustDataProperty(auto_adjust_type="FORECAST")
    options = budgets.CfnBudget.HistoricalOptionsProperty(
        budget_adjustment_period=section.periods or HISTORY_PERIODS[period]
    )
    return budgets.CfnBudget.AutoAdjustDataProperty(auto_adjust_type="HISTORICAL", historical_options=options)


def cost_filter(section: Budget, organization: Organization) -> budgets.CfnBudget.ExpressionProperty | None:
    """Count only what passes every filter; without any, the whole bill."""
    parts = list(_filters(section, organization))
    if len(parts) > 1:
        return budgets.CfnBudget.ExpressionProperty(and_=parts)
    return parts[0] if parts else None


def _filters(section: Budget, organization: Organization) -> Iterator[budgets.CfnBudget.ExpressionProperty]:
    """LinkedAccount is a dimension, not a tag; the root stands for the whole bill and needs no filter."""
    accounts: tuple[str, ...] = ()
    if section.scope != ROOT_PATH:
        accounts = tuple(sorted(account.id for account in organization.accounts_under(section.scope)))
    dimensions = {"LINKED_ACCOUNT": accounts, "SERVICE": section.services, "AZ": section.zones}
    for key, values in dimensions.items():
        if values:
            yield budgets.CfnBudget.ExpressionProperty(
                dimensions=budgets.CfnBudget.ExpressionDimensionValuesProperty(
                    key=key, values=list(values), match_options=["EQUALS"]
                )
            )
    for key, values in sorted(section.tags.items()):
        yield budgets.CfnBudget.ExpressionProperty(
            tags=budgets.CfnBudget.TagValuesProperty(key=key, values=list(values), match_options=["EQUALS"])
        )
    if section.without:
        left_out = budgets.CfnBudget.ExpressionDimensionValuesProperty(
            key="RECORD_TYPE",
            values=[record_type for name, record_type in RECORD_TYPES.items() if name in section.without],
            match_options=["EQUALS"],
        )
        yield budgets.CfnBudget.ExpressionProperty(
            not_=budgets.CfnBudget.ExpressionProperty(dimensions=left_out)
        )


def notifications(
    section: Budget, topics: Mapping[str, str]
) -> list[budgets.CfnBudget.NotificationWithSubscribersProperty]:
    """List the alerts of a budget, one a threshold, each to the topic of its severity."""
    return [
        budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                comparison_operator="GREATER_THAN",
                notification_type=kind,
                threshold=threshold.at,
                threshold_type="PERCENTAGE",
            ),
            subscribers=[
                budgets.CfnBudget.SubscriberProperty(
                    address=topics[threshold.severity], subscription_type="SNS"
                )
            ],
        )
        for kind, threshold in section.thresholds
    ]


def budget_name(name: str, section: Budget, topics: Mapping[str, str]) -> str:
    """Name a budget after what replaces it.

    A changed alert replaces the budget, the new one is created before the old one is deleted, and two can't
    share a name. The end is letters alone because AWS refuses names that look like telephone numbers.
    """
    replacing = [(kind, alert.at, topics[alert.severity]) for kind, alert in section.thresholds]
    digest = hashlib.sha256(json.dumps(replacing).encode()).hexdigest()[:8]
    letters = digest.translate(str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst"))
    return f"guardrails-{name}-{letters}"
