"""Customer managed keys."""

from __future__ import annotations

from collections.abc import Iterator

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from constructs import Construct

from guardrails.aws_facts.arns import root_arn
from guardrails.stacks.common.documents import Statement, document
from guardrails.stacks.common.stack import BaselineStack

DEPLOYMENT_ACTIONS = [
    *("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"),
    *("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"),
    *("kms:EnableKey", "kms:EnableKeyRotation"),
    *("kms:PutKeyPolicy", "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription"),
]
"""The calls of AWS::KMS::Key and AWS::KMS::Alias handlers for a key that stays, enabled and rotating."""
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
    """Create a rotating key that its account administers through IAM and the statements let others use.

    The role that deploys the stack has its rights from here alone. Its own policy names no key, so only the
    keys that the baseline made are open to it.
    """
    administration: Statement = {
        "Sid": "AdministerThroughIam",
        "Effect": "Allow",
        "Principal": {"AWS": root_arn(account)},
        "Action": "kms:*",
        "Resource": "*",
    }
    key = kms.CfnKey(
        scope,
        id_,
        description=description,
        enable_key_rotation=True,
        pending_window_in_days=DELETION_DAYS,
        key_policy=document(administration, *_deployment(scope, account), *statements),
    )
    key.apply_removal_policy(removal)
    return key


def _deployment(scope: Construct, account: str) -> Iterator[Statement]:
    """Let the deployment change and retire the key, never use it.

    A condition names the role. KMS turns a role that is named as principal into its id, which changes when a
    bootstrap is deleted and made again.

    Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    stack = Stack.of(scope)
    if not isinstance(stack, BaselineStack):
        raise TypeError(f"{scope.node.path} is in no stack of the baseline")
    deployer = {"aws:PrincipalArn": stack.deployer, "aws:PrincipalAccount": account}
    for sid, actions, further in (
        ("ChangedByTheDeployment", DEPLOYMENT_ACTIONS, {}),
        (
            "RetiredByTheDeployment",
            ["kms:ScheduleKeyDeletion"],
            {"NumericGreaterThanEquals": {"kms:ScheduleKeyDeletionPendingWindowInDays": str(DELETION_DAYS)}},
        ),
    ):
        yield {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": actions,
            "Resource": "*",
            "Condition": {"StringEquals": deployer, **further},
        }
