"""Check the section `budgets` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH


def budgets(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `budgets`."""
    if c.baseline.budgets is None:
        return
    for name, budget in c.baseline.budgets.limits.items():
        where = ("budgets", "limits", name)
        yield from c.exists((*where, "scope"), budget.scope)
        for kind, thresholds in (("actual", budget.actual), ("forecasted", budget.forecasted)):
            if len(set(thresholds)) < len(thresholds):
                yield c.at((*where, kind), "a threshold stands in the list twice", "keep one of the two")
        if budget.scope != ROOT_PATH and budget.scope in c.paths and not c.has_accounts(budget.scope):
            yield c.value_at(
                (*where, "scope"), f'there is no account in "{budget.scope}"', "name another scope"
            )
