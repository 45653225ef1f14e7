"""Let federated identities in only as named issuers vouch for them, and only those of one's own tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from guardrails.controls.case import ANONYMOUS, denied, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.controls.kinds import formed
from guardrails.policy import Statement, condition
from guardrails.policy.document import EVERYBODY, RCP, Conditions

_ACTION = ("sts:AssumeRoleWithWebIdentity",)
Issuer = Annotated[
    str,
    formed(
        r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]+)?",
        "is not an OpenID Connect issuer",
        "write it without https://, such as token.actions.githubusercontent.com",
    ),
]


class Choice(Parameters):
    """Whose identities are let in."""

    issuers: Annotated[dict[Issuer, Annotated[tuple[str, ...], Field(min_length=1)]], Field(min_length=1)]
    """Whom each issuer may vouch for: {token.actions.githubusercontent.com: ["repo:my-org/*"]}."""
    others: bool = True
    """Let in whatever other issuers vouch for, such as EKS clusters; nobody else's where it is false."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny the other subjects of each issuer and, unless others are let in, whoever has no such subject."""
    choice = situation.parameters
    return tuple(_statements(choice)) if isinstance(choice, Choice) else ()


def _statements(choice: Choice) -> Iterator[Statement]:
    for issuer, subjects in sorted(choice.issuers.items()):
        others = condition("StringNotLike", f"{issuer}:sub", sorted(set(subjects)))
        sid = "DenyOtherSubjectsOf" + "".join(word.title() for word in re.findall("[A-Za-z0-9]+", issuer))
        yield _deny(sid, others + condition("Null", f"{issuer}:sub", ("false",)))
    if not choice.others:
        keys = [f"{issuer}:sub" for issuer in sorted(choice.issuers)]
        yield _deny("DenyOtherIssuers", tuple(("Null", key, ("true",)) for key in keys))


def _deny(sid: str, conditions: Conditions) -> Statement:
    return Statement(sid, "Deny", _ACTION, conditions=conditions, principal=EVERYBODY)


_ISSUER = "token.actions.githubusercontent.com"
_ROLE = "arn:aws:iam::444444444441:role/deploy"
_TWO = {_ISSUER: ["repo:our-org/*"], "gitlab.com": ["project_path:our-group/*"]}
_ONE = {"issuers": {_ISSUER: ["repo:our-org/*"]}}
_ONLY = {"issuers": _TWO, "others": False}


def _by(issuer: str, subject: str) -> dict[str, str]:
    return {f"{issuer}:sub": subject}


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
    cases=(
        denied(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:their-org/x"), _ONE),
        denied(*_ACTION, _ROLE, ANONYMOUS, _by("gitlab.com", "project_path:their-group/x"), _ONLY),
        denied(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:their-org/x"), _ONLY),
        denied(*_ACTION, _ROLE, ANONYMOUS, _by("issuer.example.com", "anybody"), _ONLY),
        untouched(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:our-org/x"), _ONE),
        untouched(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:our-org/x"), _ONLY),
        untouched(*_ACTION, _ROLE, ANONYMOUS, _by("gitlab.com", "project_path:our-group/x"), _ONLY),
        untouched(*_ACTION, _ROLE, ANONYMOUS, _by("issuer.example.com", "anybody"), _ONE),
        untouched("sts:AssumeRole", _ROLE, parameters=_ONLY),
    ),
    parameters=Choice,
    spares=False,
    limits="Who federates has no ARN yet that an exemption could name. The issuers of EKS clusters have "
    "names that nobody knows in advance: with `others: false` name each. SAML is not limited by this.",
)
