"""Keep the names of the baseline's policies free."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.capture.ours import READING_ACTIONS
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find policies that have a name and a type of ours, and that no stack of ours made."""
    policies, posture = inspection.capture.policies, inspection.posture
    if policies is None:
        yield inspection.unknown("policies", "organizations:ListPolicies")
    declared = {(policy.type, policy.name) for policy in posture.declared}
    declared |= {(policy.type, policy.name) for policy in posture.declared_management}
    for policy in policies or ():
        if (policy.type, policy.name) not in declared or inspection.ownership.includes(policy.id):
            continue
        if not inspection.ownership.complete:
            yield inspection.unknown(f"who made the policy {policy.name}", *READING_ACTIONS)
        else:
            yield PreflightViolation(
                policy.name,
                f"is the name of the policy {policy.id}, which no stack of the baseline made",
                "rename or delete that policy, or import it into the stack",
            )


CHECK = PreflightCheck(
    id="PF-POL-002",
    title="Keep the names of the baseline's policies free",
    why="AWS refuses a policy whose name another policy of its type has, and the deployment rolls back.",
    fix="Rename or delete the other policy, or import it into the stack.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html",
    severity=FAILURE,
    check=check,
    reads=("policies", "stacks"),
)
