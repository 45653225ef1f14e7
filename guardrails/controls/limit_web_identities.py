"""Let federated identities in only as named issuers vouch for them, and only those of one's own tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import Issuer
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import EVERYBODY, RCP, Conditions

_ACTION = ("sts:AssumeRoleWithWebIdentity",)


class LimitWebIdentitiesParameters(Parameters):
    """The issuers of identities that are let in."""

    issuers: Annotated[dict[Issuer, Annotated[tuple[str, ...], Field(min_length=1)]], Field(min_length=1)]
    """Subjects that each issuer may vouch for: {token.actions.githubusercontent.com: ["repo:my-org/*"]}."""
    others: bool = True
    """Let in whatever other issuers vouch for, such as EKS clusters; nobody else's where it is false."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny the other subjects of each issuer and, unless others are let in, whoever has no such subject."""
    choice = context.chosen(LimitWebIdentitiesParameters)
    for issuer, subjects in sorted(choice.issuers.items()):
        other_subjects = condition("StringNotLike", f"{issuer}:sub", sorted(set(subjects)))
        sid = "DenyOtherSubjectsOf" + "".join(word.title() for word in re.findall("[A-Za-z0-9]+", issuer))
        yield _deny(sid, other_subjects + condition("Null", f"{issuer}:sub", ("false",)))
    if not choice.others:
        keys = [f"{issuer}:sub" for issuer in sorted(choice.issuers)]
        yield _deny("DenyOtherIssuers", tuple(("Null", key, ("true",)) for key in keys))


def _deny(sid: str, conditions: Conditions) -> Statement:
    return Statement(sid, "Deny", _ACTION, conditions=conditions, principal=EVERYBODY)


CONTROL = Control(
    id="limit_web_identities",
    title="Limit whom OpenID Connect issuers let in",
    family="perimeter",
    severity="high",
    why="An issuer such as GitHub vouches for everybody's repositories: a trust policy without a subject "
    "lets all of them in.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
    statements=statements,
    type=RCP,
    parameters=LimitWebIdentitiesParameters,
    honors_exemptions=False,
    limits="Who federates has no ARN yet that an exemption could name. The issuers of EKS clusters have "
    "names that nobody knows in advance: with `others: false` name each. SAML is not limited by this.",
)
