"""Deny tokens by which an account's principals prove to others who they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import formed
from guardrails.policy import Statement, condition

_SWITCH = ("iam:DisableOutboundWebIdentityFederation", "iam:EnableOutboundWebIdentityFederation")
_TOKENS = ("sts:GetWebIdentityToken",)
Audience = Annotated[
    str,
    formed(r"[!-#%-)+->@-~]{1,1000}", "is not an audience", "write it in full, as https://api.example.com"),
]
"""The full address that a token is meant for, without wildcards."""


class DenyOutboundFederationParameters(Parameters):
    """For whom tokens may be asked nevertheless."""

    audiences: tuple[Audience, ...] = ()
    """Services that may get tokens, such as https://api.example.com, once an exempt principal enables it."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny switching the federation, and tokens for anybody but the audiences.

    A call can name several audiences: one that isn't listed denies it.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html
    """
    audiences = sorted(set(context.chosen(DenyOutboundFederationParameters).audiences))
    key = "sts:IdentityTokenAudience"
    other_audiences = condition("ForAnyValue:StringNotEquals", key, audiences) if audiences else ()
    yield context.deny("DenyOutboundFederationChanges", _SWITCH)
    yield context.deny("DenyOutboundTokens", _TOKENS, when=other_audiences)


CONTROL = Control(
    id="deny_outbound_federation",
    title="Deny outbound identity federation",
    family="identity",
    severity="medium",
    why="A token of an account's own issuer opens whatever trusts it outside AWS, and no policy of AWS can "
    "take that back.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html",
    statements=statements,
    parameters=DenyOutboundFederationParameters,
    limits="A token that was issued before opens until it ends, an hour later at most.",
)
