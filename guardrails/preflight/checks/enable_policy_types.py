"""Enable the policy types that the baseline uses."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import (
    FAILURE,
    FixCall,
    Inspection,
    PreflightCheck,
    PreflightViolation,
    Unknown,
)


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find policy types of the posture that the root doesn't have enabled."""
    posture, enabled = inspection.posture, inspection.organization.policy_types
    needed = {policy.type for policy in posture.declared}
    needed |= {policy.type for policy in posture.declared_management}
    for policy_type in sorted(needed):
        if enabled is None:
            yield inspection.unknown(policy_type, "organizations:ListRoots")
        elif policy_type not in enabled:
            root = inspection.baseline.organization.root
            yield PreflightViolation(
                policy_type,
                "is not enabled on the root",
                "enable this policy type",
                ("organization", "root"),
                FixCall("organizations:EnablePolicyType", {"RootId": root, "PolicyType": policy_type}),
            )


CHECK = PreflightCheck(
    id="PF-ORG-003",
    title="Enable the policy types that the baseline uses",
    why="AWS refuses to attach a policy whose type is not enabled on the root.",
    fix="Enable each policy type on the root.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
