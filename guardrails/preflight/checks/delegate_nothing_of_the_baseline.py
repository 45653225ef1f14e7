"""Delegate no service that the baseline's stacks use."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import service_principal
from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown

DEPLOYED_WITH = (
    service_principal("cloudtrail"),
    service_principal("sso"),
    service_principal("member.org.stacksets.cloudformation"),
)


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts that administer CloudTrail, Identity Center or StackSets for the organization."""
    delegations = inspection.organization.delegations
    if delegations is None:
        yield inspection.unknown("delegated administrators", "organizations:ListDelegatedAdministrators")
    for delegation in delegations or ():
        if delegation.services is None:
            yield inspection.unknown(delegation.account, "organizations:ListDelegatedServicesForAccount")
        for principal in DEPLOYED_WITH:
            if principal in (delegation.services or ()):
                yield PreflightViolation(
                    delegation.account,
                    f"administers {principal} for the organization, so it can change what the stacks make",
                    "remove the delegation, or guard that account like the management account",
                )


CHECK = PreflightCheck(
    id="PF-ORG-005",
    title="Delegate no service that the baseline's stacks use",
    why="A delegated administrator changes trails, permission sets or stack sets from a member account.",
    fix="Remove the delegation, or guard the account like the management account.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html",
    severity=WARNING,
    check=check,
    reads=("organization",),
)
