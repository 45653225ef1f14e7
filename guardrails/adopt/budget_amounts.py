"""How much a captured budget allows: one amount, a plan, or what AWS sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.adopt.section_text import UnsaidError
from guardrails.baseline.sections.budget_facts import PLANNED_PERIODS
from guardrails.capture.sections.budgets import CapturedBudget

_MONTHS = {"monthly": 1, "quarterly": 3}
_NO_PLAN = "its planned amounts aren't one for each month or quarter"


def amount_fields(budget: CapturedBudget, period: str, day: dt.date) -> Iterator[tuple[str, Any]]:
    """Yield the field that says the amount.

    Args:
        budget: The budget.
        period: The period as a baseline names it.
        day: The day of the capture, in whose period a plan begins.

    Raises:
        UnsaidError: When no field says it.
    """
    if budget.auto_adjust == "FORECAST":
        yield "auto_adjust", {"by": "forecast"}
    elif budget.auto_adjust:
        if budget.history_periods is None:
            raise UnsaidError("AWS adjusts it by periods that the capture doesn't know")
        yield "auto_adjust", {"by": "history", "periods": budget.history_periods}
    elif budget.planned:
        yield "planned", _plan(budget.planned, period, day)
    elif not budget.amount or budget.currency != "USD":
        raise UnsaidError("its amount isn't one sum in US dollars")
    else:
        yield "amount", _number(budget.amount)


def _plan(planned: Mapping[str, str], period: str, day: dt.date) -> dict[str, Any]:
    """Return the rest of a plan: AWS takes one that begins now, and goes on with the last amount.

    Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    """
    if period not in PLANNED_PERIODS:
        raise UnsaidError(_NO_PLAN)
    length = _MONTHS[period]
    starts = {_month(dt.date.fromisoformat(start)): amount for start, amount in planned.items()}
    first, last = min(starts), max(starts)
    if sorted(starts) != list(range(first, last + 1, length)):
        raise UnsaidError(_NO_PLAN)
    now = _month(day) - (_month(day) % length)
    if first > now:
        raise UnsaidError("its plan begins in a period to come, and AWS takes one that begins now")
    months = (min(now + index * length, last) for index in range(PLANNED_PERIODS[period]))
    return {
        "starts": f"{now // 12}-{now % 12 + 1:02}",
        "amounts": [_number(starts[month]) for month in months],
    }


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _number(text: str) -> float:
    amount = float(text)
    return int(amount) if amount.is_integer() else amount
