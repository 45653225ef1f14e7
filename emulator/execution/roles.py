"""The roles with which CloudFormation acts: given once, remembered by the stack.

A caller who gives a role must be allowed to pass it. Later operations use it, also for callers who may not.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import hooks
from emulator.arns import service_principal
from emulator.enforcement import refusal
from emulator.errors import ApiError
from emulator.execution.checks import SESSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from emulator.organization.state import OrganizationState

SERVICE = service_principal("cloudformation")
CHANGING = frozenset(
    {
        "CreateStack",
        "UpdateStack",
        "DeleteStack",
        "CreateChangeSet",
        "ExecuteChangeSet",
        "RollbackStack",
        "ContinueUpdateRollback",
    }
)
"""The operations that CloudFormation carries out with a role or the caller's rights."""
_KEPT = "RoleARN"


def principal_of(
    operation: str,
    form: Mapping[str, list[str]],
    caller: hooks.ActingPrincipal | None,
    organization: OrganizationState,
) -> hooks.ActingPrincipal | None:
    """Say who acts in an operation: the role that it gives or that the stack remembers, else the caller.

    An operation that changes nothing, and one of nobody known, is nobody's.

    Raises:
        AwsError: The caller may not pass the role, or CloudFormation can't assume it.
    """
    if caller is None or operation not in CHANGING:
        return None
    passed = _first(form, _KEPT)
    if passed:
        _check_pass(caller, passed, organization)
    role = passed or _remembered(operation, form)
    if not role:
        return caller
    if not hooks.may_be_assumed_by(role, SERVICE):
        raise ApiError("ValidationError", f"Role {role} is invalid or cannot be assumed")
    return hooks.session_of(role, SESSION)


def remember(operation: str, form: Mapping[str, list[str]]) -> None:
    """Keep the role of an operation that was accepted, with the stack or with the change set that waits."""
    role = _first(form, _KEPT)
    stack = hooks.stack_record(_first(form, "StackName"))
    if operation == "CreateChangeSet" and role:
        change_set = hooks.change_set_record(_first(form, "ChangeSetName"), _first(form, "StackName"))
        for record in (change_set, stack if stack and not stack["_template"] else None):
            if record is not None:
                record[_KEPT] = role
    elif operation == "ExecuteChangeSet":
        change_set = hooks.change_set_record(_first(form, "ChangeSetName"), _first(form, "StackName"))
        owner = hooks.stack_record(change_set["StackName"]) if change_set else None
        if change_set and owner and change_set.get(_KEPT):
            owner[_KEPT] = change_set[_KEPT]
    elif role and stack is not None:
        stack[_KEPT] = role


def role_of(stack_id: str) -> str | None:
    """Give the role that a stack remembers."""
    record = hooks.stack_record(stack_id)
    return record.get(_KEPT) if record else None


def _remembered(operation: str, form: Mapping[str, list[str]]) -> str | None:
    name = _first(form, "StackName")
    if operation == "ExecuteChangeSet":
        change_set = hooks.change_set_record(_first(form, "ChangeSetName"), name)
        if change_set is None:
            return None
        if change_set.get(_KEPT):
            return str(change_set[_KEPT])
        name = change_set["StackName"]
    record = hooks.stack_record(name)
    if operation == "CreateStack" or record is None or record["StackStatus"] == "DELETE_COMPLETE":
        return None
    return record.get(_KEPT)


def _check_pass(caller: hooks.ActingPrincipal, role: str, organization: OrganizationState) -> None:
    call = hooks.call_of(
        caller, "iam:PassRole", role, hooks.current_region(), {"iam:passedtoservice": SERVICE}
    )
    why = hooks.refusal_of(caller, call, "iam", lambda api_call: refusal(organization, api_call))
    if why is not None:
        kind = "service control policy" if why.policy else "identity-based policy"
        because = (
            f"with an explicit deny in a {kind}"
            if why.explicit
            else f"because no {kind} allows the iam:PassRole action"
        )
        raise ApiError(
            "AccessDenied",
            f"User: {caller.arn} is not authorized to perform: iam:PassRole on resource: {role} {because}",
            403,
        )


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]
