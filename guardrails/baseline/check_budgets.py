"""Check the section `budgets` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import aws_facts, marked
from guardrails.baseline.context import Context
from guardrails.baseline.sections.budgets import Budget, Plan
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH


def budgets(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `budgets`."""
    section = c.baseline.budgets
    if section is None:
        return
    for name, budget in section.limits.items():
        budget_path = ("budgets", "limits", name)
        yield from _scope(c, budget_path, budget)
        yield from _services(c, budget_path, budget)
        yield from _left_out(c, budget_path, budget)
        yield from _thresholds(c, budget_path, budget)
        if budget.planned is not None:
            yield from _plan(c, (*budget_path, "planned"), budget.planned)


def _scope(c: Context, budget_path: marked.Path, budget: Budget) -> Iterator[Finding]:
    yield from c.exists((*budget_path, "scope"), budget.scope)
    if budget.scope != ROOT_PATH and budget.scope in c.paths and not c.has_accounts(budget.scope):
        yield c.value_at(
            (*budget_path, "scope"), f'there is no account in "{budget.scope}"', "name another scope"
        )


def _services(c: Context, budget_path: marked.Path, budget: Budget) -> Iterator[Finding]:
    """A budget of a service that the bill doesn't know never sees a cost."""
    for index, service in enumerate(budget.services):
        if aws_facts.is_service(service):
            problem = f'"{service}" is a prefix of IAM; the bill calls services by name'
            remedy = "copy it from `aws ce get-dimension-values --dimension SERVICE`"
            yield c.at((*budget_path, "services", index), problem, remedy)


def _left_out(c: Context, budget_path: marked.Path, budget: Budget) -> Iterator[Finding]:
    for index, cost_type in enumerate(budget.without):
        if cost_type in budget.without[:index]:
            path, problem = (*budget_path, "without", index), f'"{cost_type}" stands in the list twice'
            yield c.at(path, problem, "keep one of the two")


def _thresholds(c: Context, budget_path: marked.Path, budget: Budget) -> Iterator[Finding]:
    for kind, alerts in (("actual", budget.actual), ("forecasted", budget.forecasted)):
        if len({alert.at for alert in alerts}) < len(alerts):
            yield c.at((*budget_path, kind), "a threshold stands in the list twice", "keep one of the two")


def _plan(c: Context, plan_path: marked.Path, plan: Plan) -> Iterator[Finding]:
    """A plan begins with the period in which it is made; of one that is past a reminder speaks."""
    if plan.months_since(c.today) < 0:
        yield c.value_at(
            (*plan_path, "starts"), f"{plan.starts} lies ahead", "AWS takes plans that start now"
        )
