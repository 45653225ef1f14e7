"""Customer managed keys."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

from guardrails.stacks import arns
from guardrails.stacks.documents import Statement, document

DELETION_DAYS = 30
"""How long a deleted key can still be rescued: the longest that KMS offers."""


def customer_key(
    scope: Construct,
    id_: str,
    *,
    account: str,
    description: str,
    statements: list[Statement],
    removal: RemovalPolicy,
) -> kms.CfnKey:
    """Create a rotating key that its account administers through IAM and the statements let others use."""
    administration: Statement = {
        "Sid": "AdministerThroughIam",
        "Effect": "Allow",
        "Principal": {"AWS": arns.account_root(account)},
        "Action": "kms:*",
        "Resource": "*",
    }
    key = kms.CfnKey(
        scope,
        id_,
        description=description,
        enable_key_rotation=True,
        pending_window_in_days=DELETION_DAYS,
        key_policy=document(administration, *statements),
    )
    key.apply_removal_policy(removal)
    return key
