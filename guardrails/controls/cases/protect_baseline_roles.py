"""Single calls, and the verdict of protect_baseline_roles on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ROLE = "arn:aws:iam::444444444441:role/{}"


CASES: tuple[Case, ...] = (
    denied("iam:UpdateAssumeRolePolicy", _ROLE.format("stacksets-exec-0123")),
    denied("iam:CreateRole", _ROLE.format("x/guardrails-anything")),
    untouched("iam:CreateRole", _ROLE.format("mine")),
    untouched(
        "iam:UpdateRole", _ROLE.format("guardrails-audit"), principal=_ROLE.format("stacksets-exec-0123")
    ),
    untouched("iam:DeleteRole", _ROLE.format("guardrails-a"), parameters={"roles": []}),
    exempted("iam:UpdateAssumeRolePolicy", _ROLE.format("stacksets-exec-0123")),
)
