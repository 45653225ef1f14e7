"""Keep the roles that StackSets deploys with, and roles of the baseline's name, as they are."""

from __future__ import annotations

from dataclasses import replace

from guardrails.aws_facts.arns import role_arn
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import Name
from guardrails.controls.protect_exempt_roles import ROLE_ACTIONS
from guardrails.policy import Statement

STACK_SETS_ROLE = "stacksets-exec-*"
"""The name of the role that StackSets works with in each member account."""


class ProtectBaselineRolesParameters(Parameters):
    """Roles that are protected beside StackSets' own role."""

    roles: tuple[Name, ...] = ("guardrails-*",)
    """The names of roles, under whatever path."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny it to everyone but StackSets' role, which is exempt because nobody else can become it.

    CloudFormation makes that role through its service-linked role, which no policy binds.
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
    """
    choice = context.chosen(ProtectBaselineRolesParameters)
    names = dict.fromkeys((STACK_SETS_ROLE, *choice.roles))
    roles = [role_arn("*", f"{path}{name}") for name in names for path in ("", "*/")]
    return (with_stack_sets(context).deny("ProtectBaselineRoles", ROLE_ACTIONS, roles),)


def with_stack_sets(context: ControlContext) -> ControlContext:
    """Return the context in which StackSets' role is exempt too."""
    exempt = dict.fromkeys((*context.exempt, role_arn("*", STACK_SETS_ROLE)))
    return replace(context, exempt=tuple(exempt))


CONTROL = Control(
    id="protect_baseline_roles",
    title="Protect the roles that the baseline deploys with",
    family="protection",
    severity="critical",
    why="StackSets' role may do everything in an account: whoever gets hold of it has the account.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html",
    statements=statements,
    parameters=ProtectBaselineRolesParameters,
)
