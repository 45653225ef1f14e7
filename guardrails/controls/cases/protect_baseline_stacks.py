"""Single calls, and the verdict of protect_baseline_stacks on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_STACK = "arn:aws:cloudformation:eu-central-1:444444444441:stack/{}/id"
_ARCHIVE = _STACK.format("guardrails-trail-archive")
_INSTANCE = _STACK.format("StackSet-guardrails-audit-role-1f0c")
_POLICY = "arn:aws:iam::222222222222:policy/guardrails-execution-archive"
_STACK_SETS_ROLE = "arn:aws:iam::444444444441:role/stacksets-exec-0123"


CASES: tuple[Case, ...] = (
    denied("cloudformation:UpdateStack", _ARCHIVE),
    denied("cloudformation:UpdateTerminationProtection", _ARCHIVE),
    denied("cloudformation:ExecuteChangeSet", _ARCHIVE),
    denied("cloudformation:ExecuteStackRefactor", _ARCHIVE),
    denied("cloudformation:CreateStack", _ARCHIVE.replace("id", "*")),
    denied("cloudformation:DeleteStack", _STACK.format("guardrails-toolkit")),
    denied("cloudformation:DeleteStack", _INSTANCE),
    denied("cloudformation:UpdateStack", _STACK.format("mine"), parameters={"stacks": ["mine"]}),
    denied("cloudformation:UpdateStack", _STACK.format("StackSet-a-1"), parameters={"stack_sets": ["a-*"]}),
    denied("iam:CreatePolicyVersion", _POLICY),
    untouched("iam:CreatePolicyVersion", _POLICY.replace("guardrails-", "my-")),
    exempted("iam:CreatePolicyVersion", _POLICY),
    untouched("cloudformation:DescribeStacks", _ARCHIVE),
    untouched("cloudformation:UpdateStack", _STACK.format("mine")),
    untouched("cloudformation:DeleteStack", _STACK.format("StackSet-mine-1f0c")),
    untouched("cloudformation:UpdateStack", _INSTANCE, principal=_STACK_SETS_ROLE),
    exempted("cloudformation:UpdateStack", _ARCHIVE),
    exempted("cloudformation:DeleteStack", _INSTANCE),
)
