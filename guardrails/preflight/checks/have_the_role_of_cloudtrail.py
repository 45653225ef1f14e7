"""Have the service-linked role of CloudTrail."""

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

ROLE = "AWSServiceRoleForCloudTrail"
"""CloudTrail refuses an organization trail without it, although the organization trusts CloudTrail.

Trusted access doesn't make it. The other services make theirs: Organizations and Identity Center when
somebody switches them on, StackSets with cloudformation:ActivateOrganizationsAccess.
Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html,
https://github.com/natsukium/dotfiles/pull/716 (the error without it), checked 2026-11-29.
"""


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find a management account without the role, where the file makes a trail."""
    section = inspection.baseline.trail
    if section is None or section.existing is not None:
        return
    management = inspection.baseline.organization.management_account.id
    details = {account.id: account for account in inspection.capture.accounts or ()}.get(management)
    roles = details.service_linked_roles if details is not None else None
    if roles is None:
        yield inspection.unknown(ROLE, "iam:ListRoles")
    elif ROLE not in roles:
        yield PreflightViolation(
            ROLE,
            "doesn't exist in the management account, so CloudTrail refuses an organization trail",
            "create this service-linked role",
            ("trail",),
            FixCall("iam:CreateServiceLinkedRole", {"AWSServiceName": service_principal("cloudtrail")}),
        )


CHECK = PreflightCheck(
    id="PF-ORG-006",
    title="Have the service-linked role of CloudTrail",
    why="Without it AWS refuses an organization trail, and the deployment rolls back.",
    fix="Create the role for cloudtrail.amazonaws.com in the management account.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html",
    severity=FAILURE,
    check=check,
    reads=("accounts",),
)
