"""Single calls, and the verdict of protect_identity_center on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_SAML = "arn:aws:iam::444444444441:saml-provider/{}"
_APPLICATION = "arn:aws:account-access:eu-central-1:444444444441:application/app-0123"


CASES: tuple[Case, ...] = (
    denied("sso:CreateInstance"),
    denied("iam:DeleteSAMLProvider", _SAML.format("AWSSSO_0123_DO_NOT_DELETE")),
    denied("sso:CreateAccountAssignment", parameters={"access": True}),
    denied("sso-directory:CreateBearerToken", parameters={"access": True}),
    denied("sso:CreateTrustedTokenIssuer", parameters={"access": True}),
    denied("account-access:CreateApplication"),
    denied("account-access:CreateEntitlement", _APPLICATION),
    denied("account-access:DeleteEntitlement", _APPLICATION),
    untouched("account-access:ListEntitlements", _APPLICATION),
    untouched("sso:ListInstances"),
    untouched("sso:CreateAccountAssignment"),
    untouched("iam:DeleteSAMLProvider", _SAML.format("mine")),
    exempted("sso:CreateInstance"),
    exempted("account-access:CreateEntitlement", _APPLICATION),
)
