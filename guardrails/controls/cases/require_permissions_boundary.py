"""Single calls, and the verdict of require_permissions_boundary on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ROLE = "arn:aws:iam::444444444441:role/{}"
_POLICY = "arn:aws:iam::444444444441:policy/{}"
_TEAM = {"boundaries": ["team-boundary"]}


CASES: tuple[Case, ...] = (
    denied("iam:CreateRole", _ROLE.format("mine"), parameters=_TEAM),
    denied(
        "iam:CreateRole",
        _ROLE.format("mine"),
        context={"iam:PermissionsBoundary": _POLICY.format("other")},
        parameters=_TEAM,
    ),
    denied("iam:DeleteRolePermissionsBoundary", _ROLE.format("mine"), parameters=_TEAM),
    denied("iam:CreatePolicyVersion", _POLICY.format("team-boundary"), parameters=_TEAM),
    denied("iam:CreateUser", "arn:aws:iam::444444444441:user/u", parameters=_TEAM),
    untouched(
        "iam:CreateRole",
        _ROLE.format("mine"),
        context={"iam:PermissionsBoundary": _POLICY.format("team-boundary")},
        parameters=_TEAM,
    ),
    untouched("iam:CreatePolicyVersion", _POLICY.format("other"), parameters=_TEAM),
    untouched("iam:CreateRole", _ROLE.format("cdk-x"), parameters={**_TEAM, "except_roles": ["cdk-*"]}),
    untouched(
        "iam:CreateUser",
        context={"iam:PermissionsBoundary": _POLICY.format("team-boundary")},
        parameters=_TEAM,
    ),
    exempted("iam:CreateRole", _ROLE.format("mine"), parameters=_TEAM),
)
