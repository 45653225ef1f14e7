"""Whether the stacks have room for a baseline, known before anything is synthesized, without CDK."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from guardrails.baseline import Baseline
from guardrails.errors import Finding
from guardrails.posture import Posture
from guardrails.stacks.access import room as access
from guardrails.stacks.accounts import room as accounts
from guardrails.stacks.alerts import room as alerts
from guardrails.stacks.budgets import room as budgets
from guardrails.stacks.policies import room as policies
from guardrails.stacks.trail import room as trail

Room: TypeAlias = Callable[[Baseline, Posture], Iterator[Finding]]
"""The check of a stack: it finds nothing where the baseline has no such stack."""
ROOMS: tuple[Room, ...] = tuple(
    stack.findings for stack in (access, budgets, accounts, alerts, trail, policies)
)


def room_findings(baseline: Baseline, posture: Posture) -> list[Finding]:
    """Find why a synthesis would refuse the baseline for want of room."""
    return [finding for room in ROOMS for finding in room(baseline, posture)]
