"""Single calls, and the verdict of protect_flow_logs on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:DeleteFlowLogs"),
    untouched("ec2:CreateFlowLogs"),
    untouched("ec2:DescribeFlowLogs"),
    exempted("ec2:DeleteFlowLogs"),
)
