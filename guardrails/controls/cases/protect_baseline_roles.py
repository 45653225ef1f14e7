"""What protect_baseline_roles answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ROLE = "arn:aws:iam::444444444441:role/{}"
_STACK = "arn:aws:cloudformation:eu-central-1:444444444441:stack/{}/id"


CASES: tuple[Case, ...] = (
    denied("iam:UpdateAssumeRolePolicy", _ROLE.format("stacksets-exec-0123")),
    denied("iam:CreateRole", _ROLE.format("x/guardrails-anything")),
    denied("cloudformation:DeleteStack", _STACK.format("StackSet-guardrails-x-1f0c")),
    denied(
        "cloudformation:DeleteStack",
        _STACK.format("StackSet-anything-1f0c"),
        parameters={"stacks": ["StackSet-*"]},
    ),
    untouched("iam:CreateRole", _ROLE.format("mine")),
    untouched("cloudformation:DeleteStack", _STACK.format("mine")),
    untouched("cloudformation:DeleteStack", _STACK.format("StackSet-anything-1f0c")),
    untouched(
        "cloudformation:UpdateStack",
        _STACK.format("StackSet-guardrails-x-1f0c"),
        principal=_ROLE.format("stacksets-exec-0123"),
    ),
    untouched("iam:DeleteRole", _ROLE.format("guardrails-a"), parameters={"roles": []}),
    exempted("iam:UpdateAssumeRolePolicy", _ROLE.format("stacksets-exec-0123")),
)
