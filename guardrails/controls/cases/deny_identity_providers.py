"""Single calls, and the verdict of deny_identity_providers on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_EKS = "arn:aws:iam::444444444441:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123"
_ALLOWED = {"allowed_oidc": ["oidc.eks.*.amazonaws.com/id/*"]}


CASES: tuple[Case, ...] = (
    denied("iam:CreateSAMLProvider"),
    denied("iam:CreateOpenIDConnectProvider", _EKS),
    denied("rolesanywhere:CreateTrustAnchor"),
    denied(
        "iam:CreateOpenIDConnectProvider",
        "arn:aws:iam::444444444441:oidc-provider/token.example.com",
        parameters=_ALLOWED,
    ),
    untouched("iam:ListSAMLProviders"),
    untouched("iam:CreateOpenIDConnectProvider", _EKS, parameters=_ALLOWED),
    untouched("iam:CreateSAMLProvider", parameters={"saml": False}),
    untouched("iam:CreateOpenIDConnectProvider", _EKS, parameters={"oidc": False}),
    untouched("rolesanywhere:CreateTrustAnchor", parameters={"certificates": False}),
    exempted("iam:CreateSAMLProvider"),
    exempted("iam:CreateOpenIDConnectProvider", _EKS),
)
