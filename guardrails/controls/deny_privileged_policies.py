"""Deny attaching the policies that make an administrator."""

from __future__ import annotations

from pydantic import Field

from guardrails.aws_facts.arns import managed_policy_arn
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import Name
from guardrails.policy import Statement, condition

_ATTACHING = ("iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy")


class DenyPrivilegedPoliciesParameters(Parameters):
    """Which policies are meant."""

    policies: tuple[Name, ...] = Field(default=("AdministratorAccess", "IAMFullAccess"), min_length=1)
    """AWS managed policies, by the part of their ARN after policy/."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny attaching one of the policies to a role, a user or a group."""
    choice = context.chosen(DenyPrivilegedPoliciesParameters)
    arns = [managed_policy_arn(name) for name in choice.policies]
    attached = condition("ArnLike", "iam:PolicyARN", arns)
    return (context.deny("DenyPrivilegedPolicies", _ATTACHING, when=attached),)


CONTROL = Control(
    id="deny_privileged_policies",
    title="Deny attaching administrators' policies",
    family="identity",
    severity="medium",
    why="An administrator whom a workload account makes for itself is one whom nobody assigned.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_controlling.html",
    statements=statements,
    parameters=DenyPrivilegedPoliciesParameters,
    limits="A policy of one's own can allow as much, and no condition key tells what it says: "
    "`require_permissions_boundary` limits that. Permission sets are attached through a service-linked role.",
)
