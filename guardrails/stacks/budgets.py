"""The stack of the cost budgets and of the topic that says when one is passed."""

from __future__ import annotations

import hashlib
import json

from aws_cdk import App
from aws_cdk import aws_budgets as budgets
from constructs import Construct

from guardrails.baseline import Baseline
from guardrails.baseline.sections.budgets import Budget, Budgets
from guardrails.organization import ROOT_PATH, Organization
from guardrails.stacks.stack import BaselineStack, check_size
from guardrails.stacks.topic import AlertTopic

NAME = "guardrails-budgets"
PUBLISHER = "budgets.amazonaws.com"
TOPIC_RESOURCES = 3
"""The topic, its key and its policy."""


class BudgetsStack(BaselineStack):
    """Monthly cost budgets whose alerts all go to one topic."""

    def __init__(self, app: App, baseline: Baseline, section: Budgets) -> None:
        super().__init__(app, NAME, baseline, description="Says by e-mail when costs pass their budgets")
        organization = baseline.tree
        count = len(section.limits) + len(section.subscribers) + TOPIC_RESOURCES
        check_size(
            NAME,
            count,
            location=baseline.locate("budgets", "limits"),
            field="budgets.limits",
            remedy="name fewer budgets",
        )
        topic = AlertTopic(
            self,
            "Alerts",
            name="guardrails-budget-alerts",
            display_name="AWS budget alerts",
            account=organization.management_account.id,
            region=organization.home_region,
            publisher=PUBLISHER,
            sources=f"arn:aws:budgets::{organization.management_account.id}:*",
            subscribers=section.subscribers,
        )
        scope = Construct(self, "Budgets")
        for name, limit in section.limits.items():
            cost_budget(scope, name, limit, organization, topic.arn).add_resource_dependency(topic.policy)


def cost_budget(
    scope: Construct, name: str, section: Budget, organization: Organization, topic_arn: str
) -> budgets.CfnBudget:
    """Declare a monthly cost budget.

    The filter is a FilterExpression, which every region's schema has, because AWS deprecated CostFilters in
    April 2025. It wants the metric named: without one the budget is created and never shows a cost
    (https://github.com/hashicorp/terraform-provider-aws/issues/46866).
    """
    return budgets.CfnBudget(
        scope,
        name,
        budget=budgets.CfnBudget.BudgetDataProperty(
            budget_name=budget_name(name, section, topic_arn),
            budget_type="COST",
            time_unit="MONTHLY",
            budget_limit=budgets.CfnBudget.SpendProperty(amount=section.amount, unit="USD"),
            metrics=["UnblendedCost"],
            filter_expression=account_filter(section, organization),
        ),
        notifications_with_subscribers=notifications(section, topic_arn),
    )


def account_filter(
    section: Budget, organization: Organization
) -> budgets.CfnBudget.ExpressionProperty | None:
    """Count the costs of the accounts at or below the scope alone; the root stands for the whole bill."""
    if section.scope == ROOT_PATH:
        return None
    accounts = sorted(account.id for account in organization.accounts_under(section.scope))
    return budgets.CfnBudget.ExpressionProperty(
        dimensions=budgets.CfnBudget.ExpressionDimensionValuesProperty(
            key="LINKED_ACCOUNT", values=accounts, match_options=["EQUALS"]
        )
    )


def notifications(
    section: Budget, topic_arn: str
) -> list[budgets.CfnBudget.NotificationWithSubscribersProperty]:
    """List the alerts of a budget, one a threshold."""
    subscriber = budgets.CfnBudget.SubscriberProperty(address=topic_arn, subscription_type="SNS")
    return [
        budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                comparison_operator="GREATER_THAN",
                notification_type=kind,
                threshold=threshold,
                threshold_type="PERCENTAGE",
            ),
            subscribers=[subscriber],
        )
        for kind, threshold in thresholds(section)
    ]


def thresholds(section: Budget) -> list[tuple[str, float]]:
    """List what a budget alerts on: the kind of costs and the percentage of the amount."""
    kinds = {"ACTUAL": section.actual, "FORECASTED": section.forecasted}
    return [(kind, percent) for kind, percents in kinds.items() for percent in percents]


def budget_name(name: str, section: Budget, topic_arn: str) -> str:
    """Name a budget after what replaces it.

    A changed alert replaces the budget, the new one is created before the old one is deleted, and two can't
    share a name. The end is letters alone because AWS refuses names that look like telephone numbers.
    """
    digest = hashlib.sha256(json.dumps([thresholds(section), topic_arn]).encode()).hexdigest()[:8]
    letters = digest.translate(str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst"))
    return f"guardrails-{name}-{letters}"
