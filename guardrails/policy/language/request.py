"""A request to AWS, as the guardrails see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from guardrails.aws_facts.arns import ANY_PARTITION, is_service_principal
from guardrails.policy.language.conditions import context_of
from guardrails.policy.language.variables import Context

_SESSION = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.*", re.DOTALL)
_SERVICE_LINKED = re.compile(ANY_PARTITION + r"iam::\d{12}:role/aws-service-role/.+", re.DOTALL)
_PRINCIPAL_ARN, _IS_SERVICE = "aws:principalarn", "aws:principalisawsservice"
_LINKED = ":role/aws-service-role/"


UNTOLD = "\0"
"""Stands for the resource of a request that names what AWS can't check its action against."""


class CallerTraits(NamedTuple):
    """Facts about the caller that decide a verdict, beside action, resource and condition keys."""

    bound_by_scps: bool
    bound_by_rcps: bool


_TRUE = ("true",)
_new = tuple.__new__
"""Makes a named tuple in half the time that its own constructor takes."""
_BOTH_VALUES = (False, True)
_CALLER_TRAITS = MappingProxyType(
    {(scps, rcps): CallerTraits(scps, rcps) for scps in _BOTH_VALUES for rcps in _BOTH_VALUES}
)


class Request(NamedTuple):
    """A request. Build it with `request_of`, which fills in the keys that follow from others."""

    action: str
    """`service:Action`, in lower case."""
    resource: str
    context: Context
    caller: CallerTraits


def request_of(
    action: str,
    resource: str,
    principal: str,
    context: Mapping[str, Any],
    *,
    principal_in_management_account: bool = False,
    principal_outside_org: bool = False,
    resource_in_management_account: bool = False,
) -> Request:
    """Build a request.

    `aws:PrincipalArn` is filled in where the context lacks it: of a session, the ARN of its role. A session's
    own ARN doesn't tell the role's path, so a role with a path needs the key in the context.

    Service control policies bind neither the management account's principals, nor those of other
    organizations, nor service-linked roles, nor AWS services. Resource control policies bind all but
    service-linked roles, and nothing in the management account.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    full_context = context_of(context.items())
    arn = full_context.get(_PRINCIPAL_ARN)
    if arn is None:
        arn = full_context[_PRINCIPAL_ARN] = (role_of(principal),)
    linked = _LINKED in arn[0] and is_service_linked_role(arn[0])
    service = is_service_principal(principal) or full_context.get(_IS_SERVICE) == _TRUE
    bound_by_scps = not (principal_in_management_account or principal_outside_org or linked or service)
    caller = _CALLER_TRAITS[bound_by_scps, not (resource_in_management_account or linked)]
    return _new(Request, (action.lower(), resource, full_context, caller))


def role_of(principal: str) -> str:
    """Return the ARN that `aws:PrincipalArn` has for a principal: of a session, its role's, without a path.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    session = _SESSION.fullmatch(principal)
    return f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}" if session else principal


def is_service_linked_role(arn: str) -> bool:
    """Return whether an ARN is that of a service-linked role, which no organization policy binds.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    """
    return _LINKED in arn and _SERVICE_LINKED.fullmatch(arn) is not None
