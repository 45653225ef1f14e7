"""Remind of what is fine today and will not be for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from guardrails.baseline.guardrail import Exemption
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import limited_to, named_scope, narrowed
from guardrails.baseline.sections.budget_facts import PLANNED_PERIODS, Period
from guardrails.baseline.sections.budgets import Plan
from guardrails.baseline.sections.elevations import Elevation, moment_of
from guardrails.errors import Finding

PLAN_MONTHS = 12


def reminders(baseline: Baseline, today: dt.date) -> tuple[Finding, ...]:
    """List exemptions that end soon, those that have ended but whose entry may stay a while, and old plans.

    Nothing is wrong with them, and nothing has to be deployed: AWS ends an exemption by itself, and goes on
    with the last amount of a plan.
    """
    return tuple(sorted((*_reminders(baseline, today), *_outside(baseline))))


def _reminders(baseline: Baseline, today: dt.date) -> Iterator[Finding]:
    for name, exemption in baseline.exemptions.items():
        if exemption.expires is not None and (problem := _sentence(exemption, exemption.expires, today)):
            place = baseline.locate("exemptions", name, "expires")
            remedy = f"ask {exemption.owner} whether to renew it"
            yield Finding(place, f"exemptions.{name}.expires", problem, remedy)
    for name, elevation in baseline.access.elevations.items() if baseline.access else ():
        if explained := _of_elevation(elevation, today):
            place = baseline.locate("access", "elevations", name)
            yield Finding(place, f"access.elevations.{name}", *explained)
    for name, budget in baseline.budgets.limits.items() if baseline.budgets else ():
        if budget.planned is not None and (problem := _of_plan(budget.planned, budget.period, today)):
            path = ("budgets", "limits", name, "planned", "starts")
            remedy = "when you plan anew, let it start with the current period"
            yield Finding(baseline.locate(*path), ".".join(path), problem, remedy)


def _outside(baseline: Baseline) -> Iterator[Finding]:
    """Name what stands only outside the scope, and becomes no policy for as long as the scope is that one."""
    scope = named_scope(limited_to(baseline))
    for index in dict.fromkeys(guardrail.entry for guardrail in baseline.guardrails):
        entry = baseline.file.guardrails[index]
        if not narrowed(baseline, entry.at):
            name = entry.control or entry.document or f"the preset {entry.preset}"
            yield _idle(baseline, ("guardrails", index), f"{name} stands outside the scope {scope}")
    for name, policy in baseline.management_policies.items():
        if not narrowed(baseline, policy.at):
            yield _idle(baseline, ("management_policies", name), f"stands outside the scope {scope}")


def _idle(baseline: Baseline, path: tuple[str | int, ...], problem: str) -> Finding:
    remedy = "nothing to do, unless the scope should name its unit as well"
    return Finding(baseline.locate(*path), baseline.name(*path), f"{problem}, so no policy says it", remedy)


def _of_elevation(elevation: Elevation, today: dt.date) -> tuple[str, str] | None:
    """Say of an elevation that it is open on a day, or over, and what is to do."""
    subject = f"{elevation.permission_set} of {elevation.group} in {elevation.account}"
    if moment_of(elevation.ends).date() < today:
        return f"the elevation is over: AWS ended {subject} at {elevation.ends}", "remove the entry"
    if moment_of(elevation.starts).date() <= today:
        return f"the elevation is open: {subject} from {elevation.starts} until {elevation.ends}", (
            "nothing to do: AWS ends it"
        )
    return None


def _of_plan(plan: Plan, period: Period, today: dt.date) -> str:
    """Say what a plan that began in an earlier period keeps AWS from.

    Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    """
    months = plan.months_since(today)
    if months >= PLAN_MONTHS:
        return f"the year that starts in {plan.starts} is over, and AWS goes on with the last amount"
    if months >= PLAN_MONTHS // PLANNED_PERIODS[period]:
        refused = "AWS refuses a change of this budget, its scope's accounts included"
        return f"the plan starts in {plan.starts}, and from the second period on {refused}"
    return ""


def _sentence(exemption: Exemption, last: dt.date, today: dt.date) -> str:
    days = (last - today).days
    if days > exemption.remind_days:
        return ""
    if days >= 0:
        return f"the exemption ends {_in(days)}, at the end of {last} (UTC)"
    error = last + dt.timedelta(days=exemption.remind_days + 1)
    return f"AWS ended the exemption at the end of {last}; from {error} on the entry is an error"


def _in(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
