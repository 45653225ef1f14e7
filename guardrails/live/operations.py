"""Which IAM action each operation takes, where AWS doesn't call both by one name.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/ (each service's actions and their
operations), checked 2026-11-29; a test holds every action against the pinned catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable

PREFIXES = {"s3control": "s3", "sso-admin": "sso"}
"""The prefix of a service's actions, by boto3's name of the service where it differs."""
ACTIONS = {
    "budgets:DescribeBudgets": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "budgets:DescribeSubscribersForNotification": "budgets:ViewBudget",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}
"""The action, by boto3's service and the operation."""
FREE = frozenset({"sts:GetCallerIdentity"})
"""Everybody may call these.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, checked 2026-11-28.
"""


def action_of(operation: str) -> str:
    """Return the IAM action that an operation takes, such as sso:ListPermissionSets."""
    service, _, name = operation.partition(":")
    return ACTIONS.get(operation, f"{PREFIXES.get(service, service)}:{name}")


def actions_of(operations: Iterable[str]) -> list[str]:
    """Return the IAM actions that somebody needs for operations, sorted, each once."""
    return sorted({action_of(operation) for operation in operations} - FREE)
