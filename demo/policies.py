"""Make or renew the policies that CloudFormation deploys with."""

from __future__ import annotations

import json
from typing import Any

from guardrails.stacks.execution import ExecutionPolicy


def set_policy(iam: Any, policy: ExecutionPolicy) -> str:
    """Make a policy, or make its document the default version where it says something else; return its ARN.

    IAM keeps five versions: the one that was the default goes.
    """
    arn, document = f"arn:aws:iam::{policy.account}:policy/{policy.name}", json.dumps(policy.document)
    try:
        iam.create_policy(PolicyName=policy.name, PolicyDocument=document)
    except iam.exceptions.EntityAlreadyExistsException:
        before = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        version = iam.get_policy_version(PolicyArn=arn, VersionId=before)["PolicyVersion"]
        if version["Document"] != policy.document:
            iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
            iam.delete_policy_version(PolicyArn=arn, VersionId=before)
    return arn
