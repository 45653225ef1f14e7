"""Deny AWS's services what they do to the organization's resources on behalf of somebody else."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import AccountId, RcpService
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import EVERYBODY, RCP


class DenyConfusedDeputiesParameters(Parameters):
    """The protected services, and the outsiders on whose behalf they stay open."""

    services: tuple[RcpService, ...] = (
        "aoss", "cognito-identity", "cognito-idp", "dynamodb", "ecr", "kms",
        "logs", "s3", "secretsmanager", "sqs", "sts",
    )  # fmt: skip
    """Services whose resources are protected."""
    partners: tuple[AccountId, ...] = ()
    """Accounts of others on whose behalf AWS's services may act here as policies let them."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny a service that says for whom it asks, where that is no account of the organization.

    Calls by which services can't say it, such as assuming the role that was passed to them, don't carry
    aws:SourceAccount and are left alone. An account of no organization has no aws:SourceOrgID.
    """
    choice = context.chosen(DenyConfusedDeputiesParameters)
    partners = sorted(set(choice.partners))
    conditions = condition("StringNotEqualsIfExists", "aws:SourceOrgID", (context.organization,))
    conditions += condition("StringNotEqualsIfExists", "aws:SourceAccount", partners) if partners else ()
    conditions += condition("Null", "aws:SourceAccount", ("false",))
    conditions += condition("Bool", "aws:PrincipalIsAWSService", ("true",))
    actions = tuple(f"{service}:*" for service in sorted(set(choice.services)))
    return (Statement("DenyConfusedDeputies", "Deny", actions, conditions=conditions, principal=EVERYBODY),)


CONTROL = Control(
    id="deny_confused_deputies",
    title="Deny AWS services that act for other organizations",
    family="perimeter",
    severity="high",
    why="A service that is trusted to write into a bucket writes there for anybody who asks, unless the "
    "policy names for whom.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    statements=statements,
    type=RCP,
    parameters=DenyConfusedDeputiesParameters,
    honors_exemptions=False,
    limits="A service of AWS has no ARN that an exemption could name: `partners` lists for whom it "
    "may act. Only services that send the source of a call can be denied: AWS's page lists them.",
)
