"""Require that roles and users are made within a permissions boundary."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.aws_facts.arns import policy_arn, role_arn
from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.controls.kinds import Name
from guardrails.policy import Statement, condition

_MAKING = ("iam:CreateRole", "iam:PutRolePermissionsBoundary")
_MAKING_USERS = ("iam:CreateUser", "iam:PutUserPermissionsBoundary")
_REMOVING = ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary")
_CHANGING = listed("""iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicy iam:DeletePolicyVersion
    iam:SetDefaultPolicyVersion""")


class RequirePermissionsBoundaryParameters(Parameters):
    """Which boundaries are accepted."""

    boundaries: Annotated[tuple[Name, ...], Field(min_length=1)]
    """Names of policies of the account, any of which is accepted; nobody else may make or change them."""
    except_roles: tuple[Name, ...] = ()
    """Names of roles that are made without one, such as cdk-*."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny making roles and users without a boundary, taking it off, and changing what it says.

    A request without a boundary lacks the key, and then the negated test holds.
    """
    choice = context.chosen(RequirePermissionsBoundaryParameters)
    policies = [policy_arn("*", name) for name in choice.boundaries]
    exceptions = tuple(role_arn("*", name) for name in choice.except_roles)
    outside = condition("ArnNotLike", "iam:PermissionsBoundary", policies)
    return (
        context.deny("RequireBoundary", _MAKING, when=outside, but=exceptions),
        context.deny("RequireBoundaryOfUsers", _MAKING_USERS, when=outside),
        context.deny("KeepBoundary", _REMOVING),
        context.deny("ProtectBoundary", _CHANGING, policies),
    )


CONTROL = Control(
    id="require_permissions_boundary",
    title="Require a permissions boundary",
    family="identity",
    severity="high",
    why="A caller who may make roles may make one with more rights than he has, unless a boundary is set.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    statements=statements,
    parameters=RequirePermissionsBoundaryParameters,
    limits="Roles that exist already stay as they are, and so do service-linked ones.",
)
