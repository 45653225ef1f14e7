"""Single calls, and the verdict of deny_temporary_delegation on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_REQUEST = "arn:aws:iam::444444444441:delegation-request/0123-4567"


CASES: tuple[Case, ...] = (
    denied("iam:AcceptDelegationRequest", _REQUEST),
    denied("iam:AssociateDelegationRequest", _REQUEST),
    denied("iam:CreateDelegationRequest", _REQUEST),
    denied("iam:SendDelegationToken", _REQUEST),
    denied("sts:GetDelegatedAccessToken"),
    untouched("iam:RejectDelegationRequest", _REQUEST),
    untouched("iam:ListDelegationRequests"),
    exempted("iam:AcceptDelegationRequest", _REQUEST),
)
