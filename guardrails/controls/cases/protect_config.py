"""Single calls, and the verdict of protect_config on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("config:StopConfigurationRecorder"),
    denied("config:DeleteDeliveryChannel"),
    denied("config:DeleteConfigRule", parameters={"rules": True}),
    untouched("config:PutConfigRule"),
    untouched("config:StartConfigurationRecorder"),
    exempted("config:StopConfigurationRecorder"),
)
