"""Single calls, and the verdict of protect_sign_in on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("signin:PutResourcePermissionStatement"),
    denied("signin:DeleteResourcePermissionStatement"),
    denied("signin:PutConsoleAuthorizationConfiguration"),
    denied("signin:DeleteConsoleAuthorizationConfiguration"),
    untouched("signin:GetResourcePolicy"),
    untouched("signin:Authenticate", "arn:aws:signin:us-east-1:444444444441:console"),
    exempted("signin:PutResourcePermissionStatement"),
)
