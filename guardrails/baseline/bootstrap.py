"""The names of the stack and the roles that `cdk bootstrap` makes for the baseline."""

from __future__ import annotations

from typing import Literal

from guardrails.aws_facts import arns

TOOLKIT_STACK = "guardrails-toolkit"
"""The bootstrap stack of the baseline, in every account where there is one."""
EXECUTION_POLICY = "guardrails-execution"
"""The policy that CloudFormation deploys the management account's stacks with; more of them end in -2, -3."""
EXECUTION_POLICY_ARCHIVE = "guardrails-execution-archive"
"""The same of the stacks of the archive, whose account may be the management account too."""
STACK_SETS_ROLES = arns.role_arn("*", "stacksets-exec-*")
"""The ARN pattern of the roles that StackSets works with in member accounts; CloudFormation makes them."""
DEFAULT_QUALIFIER = "guardrails"
CDK_QUALIFIER = "hnb659fds"
"""The qualifier that CDK takes by default: the roles of every other CDK app have it in their names.

Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html
"""

Role = Literal["cfn-exec", "deploy", "file-publishing", "image-publishing", "lookup"]


def role_arn(role: Role, qualifier: str, account: str, region: str) -> str:
    """Build the ARN of one of the roles that a bootstrap makes.

    Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
    """
    return arns.role_arn(account, f"cdk-{qualifier}-{role}-role-{account}-{region}")


def role_pattern(qualifier: str, account: str) -> str:
    """Build the pattern of all roles that a bootstrap makes in an account, or in every one by `*`."""
    return arns.role_arn(account, f"cdk-{qualifier}-*")
