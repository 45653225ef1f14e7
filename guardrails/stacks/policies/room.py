"""Whether the policies stack holds all policies, without CDK."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import STACK_RESOURCES
from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import POLICIES_STACK
from guardrails.errors import Finding
from guardrails.posture import Posture

NAME = POLICIES_STACK


def findings(baseline: Baseline, posture: Posture) -> Iterator[Finding]:
    """Find more policies than one stack holds."""
    policies = {policy.resource for policy in posture.declared}
    count = len(policies) + len(posture.declared_management)
    if count > STACK_RESOURCES:
        problem = f"the stack {NAME} would have {count:,} resources; at most {STACK_RESOURCES} fit"
        remedy = "attach fewer guardrails, or attach them higher up"
        yield Finding(baseline.locate("guardrails"), "guardrails", problem, remedy)
