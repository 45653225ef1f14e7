"""Single calls, and the verdict of limit_web_identities on each."""

from __future__ import annotations

from guardrails.controls.case import ANONYMOUS, Case, denied, untouched

_ACTION = ("sts:AssumeRoleWithWebIdentity",)
_ISSUER = "token.actions.githubusercontent.com"
_ROLE = "arn:aws:iam::444444444441:role/deploy"
_TWO = {_ISSUER: ["repo:our-org/*"], "gitlab.com": ["project_path:our-group/*"]}
_ONE = {"issuers": {_ISSUER: ["repo:our-org/*"]}}
_ONLY = {"issuers": _TWO, "others": False}


def _by(issuer: str, subject: str) -> dict[str, str]:
    return {f"{issuer}:sub": subject}


CASES: tuple[Case, ...] = (
    denied(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:their-org/x"), _ONE),
    denied(*_ACTION, _ROLE, ANONYMOUS, _by("gitlab.com", "project_path:their-group/x"), _ONLY),
    denied(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:their-org/x"), _ONLY),
    denied(*_ACTION, _ROLE, ANONYMOUS, _by("issuer.example.com", "anybody"), _ONLY),
    untouched(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:our-org/x"), _ONE),
    untouched(*_ACTION, _ROLE, ANONYMOUS, _by(_ISSUER, "repo:our-org/x"), _ONLY),
    untouched(*_ACTION, _ROLE, ANONYMOUS, _by("gitlab.com", "project_path:our-group/x"), _ONLY),
    untouched(*_ACTION, _ROLE, ANONYMOUS, _by("issuer.example.com", "anybody"), _ONE),
    untouched("sts:AssumeRole", _ROLE, parameters=_ONLY),
)
