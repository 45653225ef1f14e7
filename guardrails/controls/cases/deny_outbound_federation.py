"""Single calls, and the verdict of deny_outbound_federation on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_API, _OTHER_AUDIENCE = "https://api.example.com", "https://elsewhere.example.com"
_LISTED = {"audiences": [_API]}


def _for(*audiences: str) -> dict[str, list[str]]:
    return {"sts:IdentityTokenAudience": list(audiences)}


CASES: tuple[Case, ...] = (
    denied("iam:EnableOutboundWebIdentityFederation"),
    denied("iam:DisableOutboundWebIdentityFederation"),
    denied("sts:GetWebIdentityToken", context=_for(_API)),
    denied("sts:GetWebIdentityToken", context=_for(_OTHER_AUDIENCE), parameters=_LISTED),
    denied("sts:GetWebIdentityToken", context=_for(_API, _OTHER_AUDIENCE), parameters=_LISTED),
    denied("iam:EnableOutboundWebIdentityFederation", parameters=_LISTED),
    untouched("sts:GetWebIdentityToken", context=_for(_API), parameters=_LISTED),
    untouched("iam:GetOutboundWebIdentityFederationInfo"),
    exempted("iam:EnableOutboundWebIdentityFederation"),
    exempted("sts:GetWebIdentityToken", context=_for(_OTHER_AUDIENCE)),
)
