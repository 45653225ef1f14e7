"""Require a second factor of IAM users: of those who can show one."""

from __future__ import annotations

from pydantic import Field

from guardrails.aws_facts.arns import role_arn, user_arn
from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.controls.kinds import Name
from guardrails.policy import Statement, condition

_UNTIL_ENROLLED = listed("""iam:ChangePassword iam:CreateVirtualMFADevice iam:EnableMFADevice
    iam:GetAccountPasswordPolicy iam:GetMFADevice iam:GetUser iam:ListMFADevices iam:ListVirtualMFADevices
    iam:ResyncMFADevice signin:AuthorizeOAuth2Access signin:CreateOAuth2Token sts:GetSessionToken""")
"""Actions that a new user needs before having a second factor, and the one that turns it into a session."""


class RequireMfaParameters(Parameters):
    """Of whom it is required."""

    users: tuple[Name, ...] = Field(default=("*",), min_length=1)
    """Names of IAM users, path included, such as people/*; * means all."""
    roles: tuple[Name, ...] = ()
    """Names of roles that people assume from an IAM user with a second factor, and nobody otherwise."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny everything but enrolling to those users' requests without a second factor.

    Only IAM users are meant. The key is false or missing in every session of a workload's role and of a
    person from Identity Center. A service that acts for a user doesn't carry the key on, and the statement
    has already decided the user's own call.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    """
    choice = context.chosen(RequireMfaParameters)
    people = [user_arn("*", name) for name in choice.users]
    people += [role_arn("*", name) for name in choice.roles]
    conditions = condition("ArnLike", "aws:PrincipalArn", people)
    conditions += condition("BoolIfExists", "aws:MultiFactorAuthPresent", ("false",))
    conditions += condition("BoolIfExists", "aws:ViaAWSService", ("false",)) + context.unless_exempt()
    return (Statement("RequireMfa", "Deny", not_actions=_UNTIL_ENROLLED, conditions=conditions),)


CONTROL = Control(
    id="require_mfa",
    title="Require a second factor of IAM users",
    family="identity",
    severity="high",
    why="A password or an access key alone is one that somebody has found.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    statements=statements,
    parameters=RequireMfaParameters,
    limits="People who come through Identity Center or another provider show their second factor there, and "
    "AWS doesn't see it: require it in the provider. A machine that uses an IAM user's access key can't show "
    "one: narrow `users`, or give it a role.",
)
