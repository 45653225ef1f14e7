"""Keep the names of budgets free."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find budgets with a name of ours that no stack of ours made; ours end in eight letters."""
    section, captured = inspection.baseline.budgets, inspection.capture.budgets
    if section is None:
        return
    budgets = captured.budgets if captured is not None else None
    if budgets is None:
        yield inspection.unknown("budgets", "budgets:ViewBudget")
    for budget in budgets or ():
        for name in section.limits:
            if re.fullmatch(rf"guardrails-{re.escape(name)}-[b-t]{{8}}", budget.name):
                yield from taken(inspection, budget.name, budget.name, "budgets", "limits", name)


CHECK = PreflightCheck(
    id="PF-NAM-003",
    title="Keep the names of budgets free",
    why="AWS refuses a second budget of one name, and the deployment rolls back.",
    fix="Delete the other budget, or import it into the stack.",
    source="https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html",
    severity=FAILURE,
    check=check,
    reads=("budgets", "stacks"),
)
