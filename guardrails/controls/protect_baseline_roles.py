"""Keep the roles and stacks that StackSets deploys with, and roles of the baseline's name, as they are."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, Situation
from guardrails.controls.kinds import Name
from guardrails.controls.protect_audit_role import STACK_ACTIONS
from guardrails.controls.protect_exempt_roles import ROLE_ACTIONS
from guardrails.policy import Statement, condition

_STACK_SETS_ROLE = "stacksets-exec-*"


class Choice(Parameters):
    """What is protected beside StackSets' own role."""

    roles: tuple[Name, ...] = ("guardrails-*",)
    """The names of roles, under whatever path."""
    stacks: tuple[Name, ...] = ("StackSet-guardrails-*",)
    """The names of stacks; StackSet-* is all that StackSets deploys, by whichever role."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny it to everyone but StackSets' role, which is spared because nobody else can become it.

    CloudFormation makes that role through its service-linked role, which no policy binds.
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
    """
    choice = situation.chosen(Choice)
    names = dict.fromkeys((_STACK_SETS_ROLE, *choice.roles))
    roles = [f"arn:aws:iam::*:role/{path}{name}" for name in names for path in ("", "*/")]
    stacks = [f"arn:aws:cloudformation:*:*:stack/{name}/*" for name in choice.stacks]
    spared = dict.fromkeys((*situation.spared, f"arn:aws:iam::*:role/{_STACK_SETS_ROLE}"))
    unless = condition("ArnNotLike", "aws:PrincipalArn", spared)
    parts = (
        ("ProtectBaselineRoles", ROLE_ACTIONS, roles),
        ("ProtectBaselineStacks", STACK_ACTIONS, stacks),
    )
    return tuple(
        Statement(sid, "Deny", actions, resources=tuple(arns), conditions=unless)
        for sid, actions, arns in parts
        if arns
    )


CONTROL = Control(
    id="protect_baseline_roles",
    title="Protect the roles and stacks that the baseline deploys with",
    family="protection",
    severity="critical",
    why="StackSets' role may do everything in an account: whoever gets hold of it has the account.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html",
    statements=statements,
    parameters=Choice,
)
