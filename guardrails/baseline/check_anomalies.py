"""Check the part `anomalies` of the section `budgets` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import marked
from guardrails.baseline.context import Context
from guardrails.baseline.sections.anomalies import AnomalyGroup
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH

MOST_ACCOUNTS = 10
"""Source: https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html."""


def anomalies(c: Context) -> Iterator[Finding]:
    """Find what is wrong with `budgets.anomalies`."""
    section = c.baseline.budgets.anomalies if c.baseline.budgets is not None else None
    if section is None:
        return
    owner = c.baseline.organization.management_account.id
    for dimension, arn in section.existing.items():
        if arn.split(":")[4] != owner:
            arn_path = ("budgets", "anomalies", "existing", dimension)
            problem = f"the monitor isn't of the management account {owner}"
            yield c.value_at(arn_path, problem, "name one that the management account has")
    for monitor in section.monitors:
        path = ("budgets", "anomalies", *monitor.path)
        if monitor.group is not None and monitor.group.scope is not None:
            yield from _scope(c, (*path, "scope"), monitor.group.scope)
        alerts_path = (*path, "alerts") if isinstance(monitor.group, AnomalyGroup) else path
        for index, alert in enumerate(monitor.alerts):
            thresholds = [(other.amount, other.percent) for other in monitor.alerts[:index]]
            if (alert.amount, alert.percent) in thresholds:
                yield c.at(
                    (*alerts_path, index), "a threshold stands in the list twice", "keep one of the two"
                )


def _scope(c: Context, path: marked.Path, scope: str) -> Iterator[Finding]:
    """The root has its own monitor; a group is a list of accounts."""
    if scope == ROOT_PATH:
        yield c.value_at(
            path, "the root is no group of accounts", "use `accounts`, which watches each of them"
        )
        return
    yield from c.exists(path, scope)
    if scope not in c.paths:
        return
    amount = len(tuple(c.baseline.tree.accounts_under(scope))) if c.has_accounts(scope) else 0
    if not 1 <= amount <= MOST_ACCOUNTS:
        problem = (
            f'there are {amount} accounts in "{scope}"' if amount else f'there is no account in "{scope}"'
        )
        yield c.value_at(path, problem, f"name a scope of 1 to {MOST_ACCOUNTS} accounts")
