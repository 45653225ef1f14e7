"""Hold what a resource's handler calls against the policies of who acts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks, managed_policies
from emulator.arns import service_principal
from emulator.enforcement import refusal
from emulator.errors import NotEmulatedError
from emulator.execution.acting import HANDLER
from emulator.execution.needs import NeededAction, needs

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

_PINNED = Path(__file__).with_name("handlers.json")
_READS = ("Get", "List", "Describe", "Head")
# CloudFormation's own calls with the rights of who asked for the operation.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
_FORWARDED = {
    "aws:calledvia": [service_principal("cloudformation")],
    "aws:calledviafirst": service_principal("cloudformation"),
    "aws:calledvialast": service_principal("cloudformation"),
    "aws:viaawsservice": "true",
}
_WITH_A_ROLE = {"aws:viaawsservice": "false"}
SESSION = "AWSCloudFormation"
"""The name of the session in which CloudFormation acts with a stack's role."""


class AccessDeniedError(Exception):
    """A handler's call that the policies of who acts don't allow."""


def install(organization: OrganizationState) -> None:
    """Ask before every call of a handler."""
    hooks.supply_managed_policies(managed_policies.document)

    def check(service: str, operation: str, parameters: dict[str, Any]) -> None:
        kind, principal = HANDLER.get(), hooks.ACTING.get()
        if kind is None or principal is None:
            return
        token = HANDLER.set(None)  # what the check itself asks isn't the handler's
        try:
            for need in needs(service, operation, parameters, organization):
                if _is_the_handlers(kind, operation, need):
                    _ask(organization, principal, need)
        finally:
            HANDLER.reset(token)

    aws.before_each_call(check)


def _ask(organization: OrganizationState, principal: hooks.ActingPrincipal, need: NeededAction) -> None:
    keys = {**need.keys, **(_WITH_A_ROLE if principal.arn.endswith(f"/{SESSION}") else _FORWARDED)}
    call = hooks.call_of(principal, need.action, need.resource, hooks.current_region(), keys)
    service = need.action.partition(":")[0]
    why = hooks.refusal_of(principal, call, service, lambda api_call: refusal(organization, api_call))
    if why is not None:
        raise AccessDeniedError(_reason(principal, need, why))


def _reason(principal: hooks.ActingPrincipal, need: NeededAction, why: hooks.Refusal) -> str:
    """Say it as a stack event does."""
    kind = "a service control policy" if why.policy else "an identity-based policy"
    if why.explicit:
        because = f"with an explicit deny in {kind}"
    else:
        because = f"because no {kind.split(' ', 1)[1]} allows the {need.action} action"
    service = need.action.partition(":")[0].capitalize()
    return (
        f'Resource handler returned message: "User: {principal.arn} is not authorized to perform: '
        f'{need.action} on resource: {need.resource} {because} (Service: {service}, Status Code: 403)" '
        "(HandlerErrorCode: AccessDenied)"
    )


def _is_the_handlers(kind: str, operation: str, need: NeededAction) -> bool:
    """Return whether AWS's handler makes this call, too.

    Raises:
        NotEmulatedError: The emulator's handler changes something by a call that AWS's handler never makes.
    """
    if need.action in _actions()[kind]:
        return True
    if not operation.startswith(_READS):
        raise NotEmulatedError(f"AWS's handler of {kind} doesn't call {need.action}")
    return False


@cache
def _actions() -> dict[str, frozenset[str]]:
    pinned: dict[str, list[str]] = json.loads(_PINNED.read_text(encoding="utf-8"))
    return {kind: frozenset(actions) for kind, actions in pinned.items()}
