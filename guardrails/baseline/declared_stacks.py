"""The stacks that a baseline declares, in the order of their deployment.

The stacks are written with CDK, which `check` must not start: this table repeats what the module
`guardrails.stacks.build` adds. A test compares both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.baseline.deployed import ARCHIVE_STACK, SEARCH_STACK
from guardrails.baseline.model import Baseline

POLICIES_STACK, TRAIL_STACK, ALERTS_STACK = "guardrails-policies", "guardrails-trail", "guardrails-alerts"
BUDGETS_STACK, ACCESS_STACK, ACCOUNTS_STACK = "guardrails-budgets", "guardrails-access", "guardrails-accounts"


@dataclass(frozen=True)
class DeclaredStack:
    """A stack of a baseline."""

    name: str
    account: str
    """The id of the account that it is deployed into."""
    region: str
    section: str
    """The section of the file that it comes from, such as trail or trail.search."""
    kept: str = ""
    """The resources that stay in AWS when the stack is deleted; empty where all of them go."""


def stack_name(base: str, index: int) -> str:
    """Name the stack at an index: the first has the base's name, the others end in -2, -3, …."""
    return base if index == 0 else f"{base}-{index + 1}"


def declared_stacks(baseline: Baseline) -> tuple[DeclaredStack, ...]:
    """Return the stacks of a baseline, each after those that it needs."""
    return tuple(_stacks(baseline))


def stack_members(baseline: Baseline) -> tuple[str, ...]:
    """Return the ids of the members that stacks of a baseline are deployed into, sorted."""
    management = baseline.tree.management_account.id
    return tuple(sorted({stack.account for stack in declared_stacks(baseline)} - {management}))


def _stacks(baseline: Baseline) -> Iterator[DeclaredStack]:
    management, home = baseline.tree.management_account.id, baseline.organization.home_region
    if baseline.accounts is not None:
        yield DeclaredStack(ACCOUNTS_STACK, management, home, "accounts")
    if baseline.file.guardrails or baseline.file.management_policies:
        yield DeclaredStack(POLICIES_STACK, management, home, "guardrails")
    yield from _trail(baseline)
    if baseline.budgets is not None:
        for index in range(baseline.budgets.stacks):
            name = stack_name(BUDGETS_STACK, index)
            yield DeclaredStack(name, management, baseline.budgets_region, "budgets")
    if baseline.access is not None:
        for index in range(baseline.access.stacks):
            name = stack_name(ACCESS_STACK, index)
            yield DeclaredStack(name, management, baseline.access_region, "access")


def _trail(baseline: Baseline) -> Iterator[DeclaredStack]:
    section = baseline.trail
    if section is None:
        return
    management, home = baseline.tree.management_account.id, baseline.organization.home_region
    archive = baseline.archive_account.id
    if section.own_bucket or section.own_key_alias:
        kept = "the buckets and the key with the recorded events"
        yield DeclaredStack(ARCHIVE_STACK, archive, home, "trail", kept)
    if section.search is not None:
        yield DeclaredStack(SEARCH_STACK, archive, home, "trail.search", "the bucket with the results")
    if section.existing is None:
        yield DeclaredStack(TRAIL_STACK, management, home, "trail", "the log group and its key")
    if baseline.alerts is not None:
        yield DeclaredStack(ALERTS_STACK, management, home, "alerts")
