"""Single calls, and the verdict of deny_passing_privileged_roles on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ROLE = "arn:aws:iam::444444444441:role/{}"
_ADMIN = {"roles": ["admin-*"]}
_DEPLOYING = {**_ADMIN, "to_services": ["cloudformation.amazonaws.com"]}


CASES: tuple[Case, ...] = (
    denied("iam:PassRole", _ROLE.format("admin-deploy"), parameters=_ADMIN),
    denied(
        "iam:PassRole",
        _ROLE.format("admin-deploy"),
        context={"iam:PassedToService": "lambda.amazonaws.com"},
        parameters=_DEPLOYING,
    ),
    untouched("iam:PassRole", _ROLE.format("task"), parameters=_ADMIN),
    untouched(
        "iam:PassRole",
        _ROLE.format("admin-deploy"),
        context={"iam:PassedToService": "cloudformation.amazonaws.com"},
        parameters=_DEPLOYING,
    ),
    exempted("iam:PassRole", _ROLE.format("admin-deploy"), parameters=_ADMIN),
)
