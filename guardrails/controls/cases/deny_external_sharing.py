"""Single calls, and the verdict of deny_external_sharing on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_REQUESTED = "ram:RequestedAllowsExternalPrincipals"


CASES: tuple[Case, ...] = (
    denied("ram:CreateResourceShare"),
    denied("ram:CreateResourceShare", context={_REQUESTED: "true"}),
    denied("ram:UpdateResourceShare", context={_REQUESTED: "true"}),
    denied("ram:AssociateResourceShare", context={"ram:AllowsExternalPrincipals": "true"}),
    denied("ram:AcceptResourceShareInvitation", parameters={"invitations": True}),
    untouched("ram:CreateResourceShare", context={_REQUESTED: "false"}),
    untouched("ram:UpdateResourceShare"),
    untouched("ram:AcceptResourceShareInvitation"),
    untouched("ram:AssociateResourceShare"),
    exempted("ram:CreateResourceShare", context={_REQUESTED: "true"}),
)
