"""The names by which stacks know each other's resources: literal, so that they work across accounts."""

from __future__ import annotations

from guardrails.baseline.sections.trail import Trail
from guardrails.organization import Organization


def account_root(account: str) -> str:
    """Return the principal that stands for an account as a whole."""
    return f"arn:aws:iam::{account}:root"


def trail(organization: Organization, section: Trail) -> str:
    """Return the ARN of the organization trail, which the management account owns."""
    home, owner = organization.home_region, organization.management_account.id
    return f"arn:aws:cloudtrail:{home}:{owner}:trail/{section.name}"


def any_trail(organization: Organization) -> str:
    """Return the pattern of the management account's trails, as a key sees them in the encryption context."""
    return f"arn:aws:cloudtrail:*:{organization.management_account.id}:trail/*"


def trail_key_alias(home_region: str, account: str, section: Trail) -> str:
    """Return the alias ARN of the key of the log files, by which CloudTrail finds it in another account.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (KmsKeyId)
    """
    return f"arn:aws:kms:{home_region}:{account}:alias/{section.key_alias}"


def log_group(organization: Organization, name: str) -> str:
    """Return the ARN of a log group in the management account."""
    return f"arn:aws:logs:{organization.home_region}:{organization.management_account.id}:log-group:{name}"
