"""The stacks of the cost budgets and of the topics that say when one is passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import App
from constructs import Construct

from guardrails.aws_facts.arns import build_arn, service_principal, topic_arn
from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import stack_name
from guardrails.baseline.sections.budgets import SEVERITIES, Budgets
from guardrails.stacks.budgets.anomalies import add_anomalies, encrypting, publishing
from guardrails.stacks.budgets.cost_budget import cost_budget
from guardrails.stacks.budgets.room import NAME
from guardrails.stacks.common.spread import spread
from guardrails.stacks.common.stack import BaselineStack, keep_empty
from guardrails.stacks.common.topic import AlertTopic, on_behalf_of, topic_key, use_of_key

DESCRIPTION = "Says by e-mail when costs pass their budgets"
PUBLISHER = service_principal("budgets")


def add_budgets(app: App, baseline: Baseline, section: Budgets) -> None:
    """Add the stacks of the budgets to an app, each deployed after the one before it."""
    names = baseline.deployed_budgets
    before: BudgetsStack | None = None
    for index, part in enumerate(spread(names, section.stacks)):
        stack = BudgetsStack(app, stack_name(NAME, index), baseline, section, part)
        if before is not None:
            stack.add_stack_dependency(before)
        before = stack


class BudgetsStack(BaselineStack):
    """Budgets; the first stack has the topics that all of them alert, one a severity."""

    def __init__(
        self, app: App, name: str, baseline: Baseline, section: Budgets, names: Sequence[str]
    ) -> None:
        super().__init__(app, name, baseline, description=DESCRIPTION, region=baseline.budgets_region)
        if not names and name != NAME:
            keep_empty(self, "NoBudgets")
            return
        organization = baseline.tree
        topics = self._topics(baseline, section) if name == NAME else []
        arns = topic_arns(baseline, section)
        scope = Construct(self, "Budgets")
        for budget_name in names:
            budget = cost_budget(scope, budget_name, section.limits[budget_name], organization, arns)
            for topic in topics:
                budget.add_resource_dependency(topic.policy)
        if topics and section.anomalies is not None:
            policies = [topic.policy for topic in topics]
            add_anomalies(Construct(self, "Anomalies"), section.anomalies, organization, arns, policies)

    def _topics(self, baseline: Baseline, section: Budgets) -> list[AlertTopic]:
        scope, account = Construct(self, "Alerts"), baseline.tree.management_account.id
        arns = topic_arns(baseline, section)
        sources = build_arn("budgets", "", account, "*")
        of_anomalies = {section.heard_as(severity) for severity in section.anomaly_severities}
        key = topic_key(
            scope,
            account=account,
            description="Encrypts the topics guardrails-budget-alerts-*",
            use=use_of_key(PUBLISHER, on_behalf_of(account, sources)),
            also=[encrypting(account)] if of_anomalies else (),
        )
        return [
            AlertTopic(
                scope,
                severity,
                name=section.topic_name(severity),
                display_name=f"AWS budget alerts: {severity}",
                account=account,
                region=baseline.budgets_region,
                publisher=PUBLISHER,
                sources=sources,
                subscribers=people,
                key=key,
                statements=[publishing(account, arns[severity])] if severity in of_anomalies else (),
            )
            for severity, people in section.audiences.items()
        ]


def topic_arns(baseline: Baseline, section: Budgets) -> Mapping[str, str]:
    """Return the ARN of the topic that each severity alerts."""
    region, account = baseline.budgets_region, baseline.tree.management_account.id
    return {
        severity: topic_arn(region, account, section.topic_name(section.heard_as(severity)))
        for severity in SEVERITIES
    }
