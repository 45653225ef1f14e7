"""Ways into an account, and out of the organization, that need no change of anything that stands in it.

A service opens each of them for whoever may call it. The list is this module's own, not that of the controls;
each control names AWS's page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from guardrails.baseline.model import Baseline
from guardrails.policy import condition
from guardrails.policy.language.document import Conditions


class WayIn(NamedTuple):
    """A call that nobody may make who isn't exempt, the control that denies it, and the harm without it."""

    name: str
    control: str
    sentence: str
    service: str
    actions: str
    """The names, between spaces."""
    which: Conditions = ()


_WAYS_IN = (
    WayIn(
        "organization-may-be-left",
        "deny_leaving_organization",
        "the account can leave the organization and all its guardrails",
        "organizations",
        "AcceptHandshake LeaveOrganization",
    ),
    WayIn(
        "entitlements-open",
        "protect_identity_center",
        "users of Identity Center can be given roles past every permission set",
        "account-access",
        "CreateApplication CreateEntitlement",
    ),
    WayIn(
        "delegation-open",
        "deny_temporary_delegation",
        "permissions can be lent to somebody outside the organization",
        "iam",
        "AcceptDelegationRequest AssociateDelegationRequest CreateDelegationRequest SendDelegationToken",
    ),
    WayIn(
        "federation-open",
        "deny_outbound_federation",
        "the account can become an issuer of tokens that others trust",
        "iam",
        "EnableOutboundWebIdentityFederation",
    ),
    WayIn(
        "sign-in-unprotected",
        "protect_sign_in",
        "the networks from which the console opens can be changed",
        "signin",
        "DeleteConsoleAuthorizationConfiguration DeleteResourcePermissionStatement"
        " PutConsoleAuthorizationConfiguration PutResourcePermissionStatement",
    ),
)


def ways_in(baseline: Baseline) -> Iterator[WayIn]:
    """List them; tokens are left open for the audiences that the baseline names."""
    yield from _WAYS_IN
    audiences = sorted(_audiences(baseline))
    key = "sts:IdentityTokenAudience"
    yield WayIn(
        "tokens-open",
        "deny_outbound_federation",
        "tokens of the account's own issuer can be asked for",
        "sts",
        "GetWebIdentityToken",
        condition("ForAnyValue:StringNotEquals", key, audiences) if audiences else (),
    )


def _audiences(baseline: Baseline) -> set[str]:
    return {
        audience
        for guardrail in baseline.guardrails
        if guardrail.control == "deny_outbound_federation"
        for audience in getattr(guardrail.parameters, "audiences", ())
    }
