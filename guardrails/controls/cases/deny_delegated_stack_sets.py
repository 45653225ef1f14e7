"""Single calls, and the verdict of deny_delegated_stack_sets on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_STACK_SET = "arn:aws:cloudformation:eu-central-1:111111111111:stackset/anything:1f0c"


CASES: tuple[Case, ...] = (
    denied("cloudformation:UpdateStackSet", _STACK_SET),
    denied("cloudformation:CreateStackInstances", _STACK_SET),
    untouched("cloudformation:DescribeStackSet", _STACK_SET),
    untouched("cloudformation:UpdateStackSet", _STACK_SET.replace("1111", "4444")),
    exempted("cloudformation:UpdateStackSet", _STACK_SET),
)
