"""The role through which the management account enters a member account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from emulator import aws
from emulator.arns import managed_policy_arn, root_arn

if TYPE_CHECKING:
    from collections.abc import Callable

AccessRole: TypeAlias = "Callable[[str, str | None], None]"
DEFAULT_NAME = "OrganizationAccountAccessRole"
ADMINISTRATOR = managed_policy_arn("AdministratorAccess")


def create(management: str, account: str, name: str | None = None) -> None:
    """Make the role that AWS makes in an account that the organization creates."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": root_arn(management)},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    iam = aws.client("iam", account=account, region="us-east-1")
    iam.create_role(RoleName=name or DEFAULT_NAME, AssumeRolePolicyDocument=json.dumps(trust))
    iam.attach_role_policy(RoleName=name or DEFAULT_NAME, PolicyArn=ADMINISTRATOR)
