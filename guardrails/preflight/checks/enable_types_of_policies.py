"""Enable the types of the policies that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find policies of a type that is switched off."""
    enabled, policies = inspection.organization.policy_types, inspection.capture.policies
    if enabled is None:
        yield inspection.unknown("policy types", "organizations:ListRoots")
    if policies is None:
        yield inspection.unknown("policies", "organizations:ListPolicies")
    for policy in policies or ():
        if enabled is not None and policy.type not in enabled and not policy.aws_managed:
            yield PreflightViolation(
                policy.name,
                f"binds nobody, because its type {policy.type} is switched off",
                "enable the type, or delete the policy",
            )


CHECK = PreflightCheck(
    id="PF-POL-001",
    title="Enable the types of the policies that exist",
    why="AWS detaches every policy of a type that somebody switches off, and keeps the policy itself.",
    fix="Enable the policy type and attach the policy again, or delete the policy.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/disable-policy-type.html",
    severity=WARNING,
    check=check,
    reads=("organization", "policies"),
)
