"""Whether the budgets stacks hold all budgets and topics, without CDK."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import BUDGETS_STACK
from guardrails.errors import Finding
from guardrails.posture import Posture
from guardrails.stacks.common.spread import too_large

NAME = BUDGETS_STACK
TOPIC_RESOURCES = 2
"""A topic and its policy; all have one key."""


def findings(baseline: Baseline, _posture: Posture) -> Iterator[Finding]:
    """Find more budgets than the declared stacks hold."""
    section = baseline.budgets
    if section is None:
        return
    people = section.audiences.values()
    monitors = section.anomalies.monitors if section.anomalies is not None else ()
    yield from too_large(
        NAME,
        baseline.deployed_budgets,
        section.stacks,
        fixed=1
        + sum(TOPIC_RESOURCES + len(set(addresses)) for addresses in people)
        + sum(1 + len(monitor.alerts) for monitor in monitors),
        location=baseline.locate("budgets", "stacks"),
        field="budgets.stacks",
    )
