"""Enable trusted access for the services that the baseline uses."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import service_principal
from guardrails.preflight.check import (
    FAILURE,
    FixCall,
    Inspection,
    PreflightCheck,
    PreflightViolation,
    Unknown,
)

STACK_SETS = service_principal("member.org.stacksets.cloudformation")


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find services that the baseline's stacks use and that the organization doesn't trust."""
    baseline, trusted = inspection.baseline, inspection.organization.trusted_services
    needed = {
        service_principal("cloudtrail"): ("trail", baseline.trail),
        service_principal("sso"): ("access", baseline.access),
        STACK_SETS: ("accounts", baseline.accounts),
    }
    for principal, (section, content) in needed.items():
        if content is None:
            continue
        if trusted is None:
            yield inspection.unknown(principal, "organizations:ListAWSServiceAccessForOrganization")
        elif principal not in trusted:
            yield PreflightViolation(
                principal,
                "has no trusted access to the organization",
                f"enable it; the section `{section}` needs it",
                (section,),
                _call(principal),
            )


def _call(principal: str) -> FixCall:
    """Return the call; StackSets has one of its own, which makes the roles that it needs.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ActivateOrganizationsAccess.html
    """
    if principal == STACK_SETS:
        return FixCall("cloudformation:ActivateOrganizationsAccess")
    return FixCall("organizations:EnableAWSServiceAccess", {"ServicePrincipal": principal})


CHECK = PreflightCheck(
    id="PF-ORG-004",
    title="Enable trusted access for the services that the baseline uses",
    why="An organization trail, Identity Center and StackSets work in members only with trusted access.",
    fix="Enable trusted access for each service.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
