"""Deny sharing resources through AWS RAM with accounts outside the organization."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement, condition

_REQUESTED = "ram:RequestedAllowsExternalPrincipals"


class DenyExternalSharingParameters(Parameters):
    """Calls that are denied beside sharing."""

    invitations: bool = False
    """Deny accepting shares too: within an organization that shares in RAM, invitations come from outside."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny shares that allow outsiders, and adding anybody to one that does.

    A new share allows them unless its request says no, so there a missing key counts as yes.
    """
    choice = context.chosen(DenyExternalSharingParameters)
    open_request = condition("BoolIfExists", _REQUESTED, ("true",))
    changed = condition("Bool", _REQUESTED, ("true",))
    open_already = condition("Bool", "ram:AllowsExternalPrincipals", ("true",))
    share_statements = (
        context.deny("DenyExternalShares", ("ram:CreateResourceShare",), when=open_request),
        context.deny("DenyOpeningShares", ("ram:UpdateResourceShare",), when=changed),
        context.deny("DenyUsingOpenShares", ("ram:AssociateResourceShare",), when=open_already),
    )
    if not choice.invitations:
        return share_statements
    return (*share_statements, context.deny("DenyShareInvitations", ("ram:AcceptResourceShareInvitation",)))


CONTROL = Control(
    id="deny_external_sharing",
    title="Deny sharing resources outside the organization",
    family="data",
    severity="high",
    why="A subnet, a key or a catalogue that outsiders share is one that they use as their own.",
    source="https://docs.aws.amazon.com/ram/latest/userguide/scp.html",
    statements=statements,
    parameters=DenyExternalSharingParameters,
)
