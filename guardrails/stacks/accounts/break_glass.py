"""The break-glass role as plain data: the same in the management account and in every member."""

from __future__ import annotations

from typing import Any

from guardrails.aws_facts.arns import iam_arn, root_arn
from guardrails.aws_facts.identity_center import role_of_set
from guardrails.baseline.sections.break_glass import BreakGlass
from guardrails.organization import Organization
from guardrails.policy.language.document import VERSION

DESCRIPTION = "Restores access when everything else fails; the organization's baseline makes it"


def trust(section: BreakGlass, organization: Organization) -> dict[str, Any]:
    """Build the trust policy: named callers of the management account, under every condition of the file.

    They are named by a condition and not as principals. IAM takes no principal that doesn't exist, and one
    that is deleted and made again is another principal to it:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    condition: dict[str, dict[str, str | list[str]]] = {
        "ArnLike": {"aws:PrincipalArn": callers(section, organization)},
        "StringEquals": {"aws:PrincipalOrgID": organization.id},
    }
    if section.require_mfa:
        condition["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
    if section.source_addresses:
        condition["IpAddress"] = {"aws:SourceIp": list(section.source_addresses)}
    statement = {
        "Sid": "TrustTheRescuers",
        "Effect": "Allow",
        "Principal": {"AWS": root_arn(organization.management_account.id)},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    return {"Version": VERSION, "Statement": [statement]}


def callers(section: BreakGlass, organization: Organization) -> list[str]:
    """List the ARN patterns of who may assume the role."""
    sets = (role_of_set(name, organization.identity_center_region) for name in section.permission_sets)
    account = organization.management_account.id
    return [iam_arn(account, name) for name in (*section.callers, *sets)]
