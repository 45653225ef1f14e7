"""The audit role as plain data: the same in the management account and, by template, in every member."""

from __future__ import annotations

from typing import Any

from guardrails.aws_facts.arns import root_arn
from guardrails.baseline.sections.accounts import AuditRole
from guardrails.organization import Organization
from guardrails.policy.language.document import VERSION

DESCRIPTION = "Reads this account for the auditor; the organization's baseline makes and removes it"


def trust(section: AuditRole, organization: Organization) -> dict[str, Any]:
    """Build the trust policy: one account, under every condition that the baseline names.

    An account of the organization is trusted only as long as it belongs to it. The external id is what keeps
    an auditor from being made to use the role on somebody else's behalf:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    equals: dict[str, str] = {}
    if section.trusted_account is not None:
        trusted = organization.by_path[section.trusted_account].id
        equals["aws:PrincipalOrgID"] = organization.id
    else:
        trusted = str(section.trusted_account_id)
    if section.external_id is not None:
        equals["sts:ExternalId"] = section.external_id
    condition: dict[str, dict[str, str | list[str]]] = {"StringEquals": dict(equals)}
    if section.require_mfa:
        condition["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
    if section.source_addresses:
        condition["IpAddress"] = {"aws:SourceIp": list(section.source_addresses)}
    statement = {
        "Sid": "TrustTheAuditor",
        "Effect": "Allow",
        "Principal": {"AWS": root_arn(trusted)},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    return {"Version": VERSION, "Statement": [statement]}
