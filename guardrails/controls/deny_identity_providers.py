"""Deny letting other identity providers vouch for who somebody is."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import iam_arn
from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.controls.kinds import Name
from guardrails.policy import Statement

_SAML = ("iam:CreateSAMLProvider", "iam:DeleteSAMLProvider", "iam:UpdateSAMLProvider")
_OIDC = listed("""iam:AddClientIDToOpenIDConnectProvider iam:CreateOpenIDConnectProvider
    iam:DeleteOpenIDConnectProvider iam:RemoveClientIDFromOpenIDConnectProvider
    iam:UpdateOpenIDConnectProviderThumbprint""")
_CERTIFICATES = listed("""rolesanywhere:CreateTrustAnchor rolesanywhere:EnableTrustAnchor
    rolesanywhere:PutAttributeMapping rolesanywhere:UpdateTrustAnchor""")


class DenyIdentityProvidersParameters(Parameters):
    """The denied identity providers."""

    saml: bool = True
    """Deny providers of SAML, through which people sign in."""
    oidc: bool = True
    """Deny providers of OpenID Connect, through which pipelines and clusters get credentials."""
    allowed_oidc: tuple[Name, ...] = ()
    """Providers of OpenID Connect that may come and go, such as oidc.eks.*.amazonaws.com/id/*."""
    certificates: bool = True
    """Deny trusting certificates through IAM Roles Anywhere."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny making, changing and removing providers."""
    choice = context.chosen(DenyIdentityProvidersParameters)
    if choice.saml:
        yield context.deny("DenySamlProviders", _SAML)
    if choice.oidc:
        allowed = tuple(iam_arn("*", f"oidc-provider/{name}") for name in choice.allowed_oidc)
        yield context.deny("DenyOidcProviders", _OIDC, but=allowed)
    if choice.certificates:
        yield context.deny("DenyRolesAnywhere", _CERTIFICATES)


CONTROL = Control(
    id="deny_identity_providers",
    title="Deny identity providers",
    family="identity",
    severity="high",
    why="A trusted provider's owner can sign in with every role that trusts it, years later as well.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html",
    statements=statements,
    parameters=DenyIdentityProvidersParameters,
    limits="Identity Center makes its own provider through a service-linked role, which no policy binds. A "
    "role can trust a public provider, such as accounts.google.com, without any provider in the account.",
)
