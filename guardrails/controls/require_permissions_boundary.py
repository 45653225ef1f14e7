"""Require that roles and users are made within a permissions boundary."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.controls.kinds import Name
from guardrails.policy import Statement, condition

_MAKING = ("iam:CreateRole", "iam:PutRolePermissionsBoundary")
_MAKING_USERS = ("iam:CreateUser", "iam:PutUserPermissionsBoundary")
_REMOVING = ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary")
_CHANGING = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
)


class Choice(Parameters):
    """Which boundaries are accepted."""

    boundaries: Annotated[tuple[Name, ...], Field(min_length=1)]
    """Names of policies of the account, any of which is accepted; nobody else may make or change them."""
    except_roles: tuple[Name, ...] = ()
    """Names of roles that are made without one, such as cdk-*."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny making roles and users without a boundary, taking it off, and changing what it says.

    A request without a boundary lacks the key, and then the negated test holds.
    """
    choice = situation.parameters
    if not isinstance(choice, Choice):
        return ()
    policies = [f"arn:aws:iam::*:policy/{name}" for name in choice.boundaries]
    exceptions = tuple(f"arn:aws:iam::*:role/{name}" for name in choice.except_roles)
    outside = condition("ArnNotLike", "iam:PermissionsBoundary", policies)
    return (
        situation.deny("RequireBoundary", _MAKING, when=outside, but=exceptions),
        situation.deny("RequireBoundaryOfUsers", _MAKING_USERS, when=outside),
        situation.deny("KeepBoundary", _REMOVING),
        situation.deny("ProtectBoundary", _CHANGING, policies),
    )


_ROLE = "arn:aws:iam::444444444441:role/{}"
_POLICY = "arn:aws:iam::444444444441:policy/{}"
_TEAM = {"boundaries": ["team-boundary"]}

CONTROL = Control(
    id="require_permissions_boundary",
    title="Require a permissions boundary",
    family="identity",
    severity="high",
    why="Whoever may make a role may make one that may do more than himself, unless a boundary holds it.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    statements=statements,
    cases=(
        denied("iam:CreateRole", _ROLE.format("mine"), parameters=_TEAM),
        denied(
            "iam:CreateRole",
            _ROLE.format("mine"),
            context={"iam:PermissionsBoundary": _POLICY.format("other")},
            parameters=_TEAM,
        ),
        denied("iam:DeleteRolePermissionsBoundary", _ROLE.format("mine"), parameters=_TEAM),
        denied("iam:CreatePolicyVersion", _POLICY.format("team-boundary"), parameters=_TEAM),
        denied("iam:CreateUser", "arn:aws:iam::444444444441:user/u", parameters=_TEAM),
        untouched(
            "iam:CreateRole",
            _ROLE.format("mine"),
            context={"iam:PermissionsBoundary": _POLICY.format("team-boundary")},
            parameters=_TEAM,
        ),
        untouched("iam:CreatePolicyVersion", _POLICY.format("other"), parameters=_TEAM),
        untouched("iam:CreateRole", _ROLE.format("cdk-x"), parameters={**_TEAM, "except_roles": ["cdk-*"]}),
        untouched(
            "iam:CreateUser",
            context={"iam:PermissionsBoundary": _POLICY.format("team-boundary")},
            parameters=_TEAM,
        ),
        exempted("iam:CreateRole", _ROLE.format("mine"), parameters=_TEAM),
    ),
    parameters=Choice,
    limits="Roles that exist already stay as they are, and so do service-linked ones.",
)
