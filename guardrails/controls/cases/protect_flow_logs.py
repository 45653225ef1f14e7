"""What protect_flow_logs answers to single calls."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:DeleteFlowLogs"),
    untouched("ec2:CreateFlowLogs"),
    untouched("ec2:DescribeFlowLogs"),
    exempted("ec2:DeleteFlowLogs"),
)
