"""Whether the service control policies let StackSets' own role do in a member account what a template asks.

Only the stack itself and the roles in its template are asked for; whatever else a template holds is made
without a question.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Literal, TypeAlias

from emulator import enforcement
from emulator.arns import build_arn, iam_arn, role_arn
from emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from emulator.organization.state import OrganizationState
    from emulator.services.operations import Request
    from emulator.services.stack_sets.instance import StackInstance

Verb = Literal["Create", "Update", "Delete"]
Permit: TypeAlias = "Callable[[StackInstance, Request, Verb], None]"
_ROLE_ACTIONS: dict[Verb, tuple[str, ...]] = {
    "Create": ("iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:TagRole"),
    "Update": ("iam:UpdateRole", "iam:UpdateAssumeRolePolicy"),
    "Delete": ("iam:DetachRolePolicy", "iam:DeleteRole"),
}


def execution_role(account: str) -> str:
    """Give the ARN of the role that StackSets has in a member account; its end is the account's own."""
    ending = hashlib.sha256(account.encode()).hexdigest()[:32]
    return role_arn(account, f"stacksets-exec-{ending}")


def asking(organization: OrganizationState) -> Permit:
    """Give what refuses a stack operation that a service control policy denies to StackSets' role."""

    def permit(instance: StackInstance, settings: Request, verb: Verb) -> None:
        role = execution_role(instance.account)
        for action, resource in _needs(instance, settings, verb):
            if enforcement.refuses(organization, role, action, resource, instance.region):
                raise ApiError(
                    "AccessDenied",
                    f"User: {role} is not authorized to perform: {action} on resource: {resource} "
                    "with an explicit deny in a service control policy",
                )

    return permit


def unasked(_instance: StackInstance, _settings: Request, _verb: Verb) -> None:
    """Let everything through."""


def _needs(instance: StackInstance, settings: Request, verb: Verb) -> Iterator[tuple[str, str]]:
    account = instance.account
    stack = instance.stack_id or build_arn(
        "cloudformation", instance.region, account, "stack/StackSet-new/id"
    )
    yield f"cloudformation:{verb}Stack", stack
    try:
        resources = json.loads(settings["TemplateBody"]).get("Resources", {}).values()
    except ValueError:  # YAML, whose roles are not looked at
        return
    for resource in resources:
        if resource.get("Type") == "AWS::IAM::Role":
            properties = resource.get("Properties", {})
            path, name = properties.get("Path", "/"), properties.get("RoleName", "StackSet-new")
            for action in _ROLE_ACTIONS[verb]:
                yield action, iam_arn(account, f"role{path}{name}")
