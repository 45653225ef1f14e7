"""Deny lending one's own permissions to AWS Partners and Amazon's products."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

# Rejecting a request stays allowed. The catalogue has no iam:UpdateDelegationRequest, which forwards a
# request to somebody who may accept it.
_ACTIONS = (
    "iam:AcceptDelegationRequest",
    "iam:AssociateDelegationRequest",
    "iam:CreateDelegationRequest",
    "iam:SendDelegationToken",
    "sts:GetDelegatedAccessToken",
)

CONTROL = Control(
    id="deny_temporary_delegation",
    title="Deny temporary delegation",
    family="identity",
    severity="high",
    why="Accepting a delegation request lends a vendor one's own permissions for up to twelve hours; a role "
    "that the vendor makes meanwhile stays.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation.html",
    statements=denying("DenyTemporaryDelegation", _ACTIONS),
    limits="A vendor's session that was accepted before goes on until it ends; the IAM console revokes it. "
    "To let somebody accept requests of vendors that you trust, add an exemption with `controls: "
    "[deny_temporary_delegation]`.",
)
