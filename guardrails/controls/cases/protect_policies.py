"""Single calls, and the verdict of protect_policies on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_POLICY = "arn:aws:organizations::111111111111:policy/o-exampleorg1/{}/p-0a1b2c3d"


CASES: tuple[Case, ...] = (
    denied("organizations:DetachPolicy", _POLICY.format("service_control_policy")),
    denied("organizations:UpdatePolicy", _POLICY.format("resource_control_policy")),
    denied("organizations:DisablePolicyType"),
    untouched("organizations:DetachPolicy", _POLICY.format("tag_policy")),
    untouched("organizations:DescribePolicy", _POLICY.format("service_control_policy")),
    exempted("organizations:DetachPolicy", _POLICY.format("service_control_policy")),
)
