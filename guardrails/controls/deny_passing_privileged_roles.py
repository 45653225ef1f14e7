"""Deny handing privileged roles to services."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from guardrails.aws_facts.arns import SERVICE_SUFFIX, role_arn
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import Name, formed
from guardrails.policy import Statement, condition

_ServicePrincipal = Annotated[
    str,
    formed(
        "[a-z0-9.-]+" + re.escape(SERVICE_SUFFIX),
        "is not a service",
        "write it as cloudformation.amazonaws.com",
    ),
]


class DenyPassingPrivilegedRolesParameters(Parameters):
    """Which roles are privileged, and to whom they may go all the same."""

    roles: Annotated[tuple[Name, ...], Field(min_length=1)]
    """Names of roles, path included, such as admin-* or platform/*."""
    to_services: tuple[_ServicePrincipal, ...] = ()
    """Services that they may be passed to, such as cloudformation.amazonaws.com."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny passing one of the roles; a request that names no service is denied as well."""
    choice = context.chosen(DenyPassingPrivilegedRolesParameters)
    arns = [role_arn("*", name) for name in choice.roles]
    services = choice.to_services
    other_services = condition("StringNotEquals", "iam:PassedToService", services) if services else ()
    return (context.deny("DenyPassingPrivilegedRoles", ("iam:PassRole",), arns, other_services),)


CONTROL = Control(
    id="deny_passing_privileged_roles",
    title="Deny passing privileged roles",
    family="identity",
    severity="high",
    why="A function or a server that is given an administrator's role is an administrator for everybody who "
    "writes its code.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    statements=statements,
    parameters=DenyPassingPrivilegedRolesParameters,
    limits="Roles are recognized by name, not by their rights: keep others from making such names with "
    "`protect_baseline_roles`.",
)
