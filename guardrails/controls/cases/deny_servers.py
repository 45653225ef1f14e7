"""Single calls, and the verdict of deny_servers on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("ec2:RunInstances", "arn:aws:ec2:eu-central-1:444444444441:instance/*"),
    denied("autoscaling:CreateAutoScalingGroup"),
    untouched("lambda:CreateFunction"),
    untouched("ec2:StopInstances"),
    untouched("ecs:RunTask"),
    exempted("ec2:RunInstances"),
)
