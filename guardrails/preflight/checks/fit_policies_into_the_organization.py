"""Fit all policies into the number that an organization takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from guardrails import aws_facts
from guardrails.capture.ours import READING_ACTIONS
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Count the policies of others and ours of each type, also those that are attached nowhere."""
    policies, posture = inspection.capture.policies, inspection.posture
    if policies is None:
        yield inspection.unknown("policies", "organizations:ListPolicies")
        return
    if not inspection.ownership.complete:
        yield inspection.unknown("which policies are the baseline's own", *READING_ACTIONS)
        return
    named = {(policy.type, policy.name) for policy in posture.declared}
    named |= {(setting.type, setting.name) for setting in posture.declared_management}
    own = Counter(policy_type for policy_type, _ in named)
    others = Counter(
        policy.type
        for policy in policies
        if not policy.aws_managed and not inspection.ownership.includes(policy.id)
    )
    for policy_type, count in sorted(own.items()):
        most = aws_facts.most_policies(policy_type)
        if count + others[policy_type] > most:
            yield PreflightViolation(
                policy_type,
                f"has {others[policy_type]:,} policies of others, and the baseline needs {count};"
                f" an organization takes {most:,}",
                "delete policies that are attached nowhere, or ask AWS for a higher quota",
            )


CHECK = PreflightCheck(
    id="PF-POL-004",
    title="Fit all policies into the number that an organization takes",
    why="AWS refuses a policy beyond the quota of its type, and the deployment rolls back.",
    fix="Delete policies that are attached nowhere, or ask AWS for a higher quota.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    severity=FAILURE,
    check=check,
    reads=("policies", "stacks"),
)
