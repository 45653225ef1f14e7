"""Deny everything to the root user of member accounts."""

from __future__ import annotations

from guardrails.aws_facts.arns import root_arn
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement, condition
from guardrails.policy.language.patterns import matches


class DenyRootUserParameters(Parameters):
    """Calls that the root user may still make."""

    allow_privileged_sessions: bool = True
    """Leave alone the short, task-bound root sessions that sts:AssumeRoot opens."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny all actions of principals that are an account's root user.

    aws:AssumedRoot is present only in sessions of sts:AssumeRoot; its absence is the root user's own
    credentials. Only exemptions that can name a root user are of use here.
    """
    privileged = context.chosen(DenyRootUserParameters).allow_privileged_sessions
    roots = tuple(pattern for pattern in context.exempt if matches(root_arn("*"), pattern))
    return (
        Statement(
            sid="DenyRootUser",
            effect="Deny",
            actions=("*",),
            conditions=condition("ArnLike", "aws:PrincipalArn", (root_arn("*"),))
            + (condition("Null", "aws:AssumedRoot", ("true",)) if privileged else ())
            + (condition("ArnNotLike", "aws:PrincipalArn", roots) if roots else ()),
        ),
    )


CONTROL = Control(
    id="deny_root_user",
    title="Deny the root user of member accounts",
    family="identity",
    severity="high",
    why="The root user can do everything and is nobody in particular; member accounts don't need one.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html",
    statements=statements,
    parameters=DenyRootUserParameters,
)
