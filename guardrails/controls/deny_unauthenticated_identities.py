"""Deny identity pools that give credentials to guests."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import EVERYBODY, RCP

_KEY = "cognito-identity-unauth:IdentityPoolArn"
_ACTIONS = (
    "cognito-identity:GetCredentialsForIdentity",
    "cognito-identity:GetId",
    "cognito-identity:GetOpenIdToken",
)


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny what guests ask of a pool: only their requests carry the key."""
    del context
    guests = condition("Null", _KEY, ("false",))
    return (
        Statement("DenyUnauthenticatedIdentities", "Deny", _ACTIONS, conditions=guests, principal=EVERYBODY),
    )


CONTROL = Control(
    id="deny_unauthenticated_identities",
    title="Deny guests of identity pools",
    family="perimeter",
    severity="medium",
    why="A pool that serves guests gives credentials of the account to everybody in the world.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
    statements=statements,
    type=RCP,
    honors_exemptions=False,
    limits="Guests have no ARN that an exemption could name: leave out the units whose sites need them.",
)
