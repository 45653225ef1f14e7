"""Single calls, and the verdict of deny_leaving_organization on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_INVITATION = "arn:aws:organizations::999999999999:handshake/o-strangers01/invite/h-0123456789abcdef"


CASES: tuple[Case, ...] = (
    denied("organizations:LeaveOrganization"),
    denied("organizations:AcceptHandshake", _INVITATION),
    untouched("organizations:DeclineHandshake", _INVITATION),
    untouched("organizations:DescribeOrganization"),
    exempted("organizations:LeaveOrganization"),
    exempted("organizations:AcceptHandshake", _INVITATION),
)
