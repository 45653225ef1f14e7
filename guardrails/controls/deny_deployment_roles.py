"""Let nobody in a member account assume the roles that deploy the baseline."""

from __future__ import annotations

from guardrails.aws_facts.arns import role_arn
from guardrails.controls.control import Control, ControlContext
from guardrails.controls.protect_baseline_roles import STACK_SETS_ROLE
from guardrails.policy import Statement


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny it to exempt principals as well; only the management account needs it, which no policy binds.

    The CDK CLI assumes the bootstrap roles with credentials of the management account. CloudFormation takes
    the execution role, and StackSets its own, as services. Session tags need sts:AssumeRole beside them.
    Sources: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
    """
    names = (f"cdk-{context.qualifier}-*", STACK_SETS_ROLE)
    roles = tuple(role_arn("*", name) for name in names)
    return (Statement("DenyDeploymentRoles", "Deny", ("sts:AssumeRole",), resources=roles),)


CONTROL = Control(
    id="deny_deployment_roles",
    title="Deny the use of deployment roles in member accounts",
    family="protection",
    severity="critical",
    why="Guardrails leave the deployment alone: whoever gets hold of its roles is as free as it is.",
    source="https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html",
    statements=statements,
    honors_exemptions=False,
)
