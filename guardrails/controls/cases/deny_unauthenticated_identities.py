"""Single calls, and the verdict of deny_unauthenticated_identities on each."""

from __future__ import annotations

from guardrails.controls.case import ANONYMOUS, Case, denied, untouched

_KEY = "cognito-identity-unauth:IdentityPoolArn"
_POOL = "arn:aws:cognito-identity:eu-central-1:444444444441:identitypool/eu-central-1:a"


CASES: tuple[Case, ...] = (
    denied("cognito-identity:GetId", "*", ANONYMOUS, {_KEY: _POOL}),
    denied("cognito-identity:GetCredentialsForIdentity", "*", ANONYMOUS, {_KEY: _POOL}),
    untouched("cognito-identity:GetId", "*", ANONYMOUS, {"cognito-identity-auth:IdentityPoolArn": _POOL}),
    untouched("cognito-identity:GetId", "*", ANONYMOUS),
)
