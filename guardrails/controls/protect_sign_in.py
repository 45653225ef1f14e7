"""Let nobody in a member account say who may sign in to its console from where."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "signin:DeleteConsoleAuthorizationConfiguration",
    "signin:DeleteResourcePermissionStatement",
    "signin:PutConsoleAuthorizationConfiguration",
    "signin:PutResourcePermissionStatement",
)

CONTROL = Control(
    id="protect_sign_in",
    title="Protect sign-in policies",
    family="protection",
    severity="high",
    why="A sign-in policy decides from which networks the console opens: without it anybody's network does, "
    "and a wrong one keeps everybody out, those of Identity Center first.",
    source="https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html",
    statements=denying("ProtectSignInPolicies", _ACTIONS),
    limits="The management account sets the console's authorization for the whole organization, and a "
    "resource control policy the networks. Access keys and sessions that exist are not asked.",
)
