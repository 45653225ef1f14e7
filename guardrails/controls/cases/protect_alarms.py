"""Single calls, and the verdict of protect_alarms on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ALARM = "arn:aws:cloudwatch:eu-central-1:444444444441:alarm:{}"
_GROUP = "arn:aws:logs:eu-central-1:444444444441:log-group:guardrails-x"
_TOPIC = "arn:aws:sns:eu-central-1:444444444441:guardrails-alerts"


CASES: tuple[Case, ...] = (
    denied("cloudwatch:DeleteAlarms", _ALARM.format("guardrails-root-use")),
    denied("cloudwatch:PutAlarmMuteRule", _ALARM.format("guardrails-root-use")),
    denied("cloudwatch:PutLogAlarm", _ALARM.format("guardrails-root-use")),
    denied("sns:SetTopicAttributes", _TOPIC),
    denied("sns:Unsubscribe", _TOPIC),
    denied("sns:SetSubscriptionAttributes", f"{_TOPIC}:0a1b2c3d"),
    denied("events:DisableRule", "arn:aws:events:eu-central-1:444444444441:rule/guardrails-x"),
    denied("logs:DeleteLogGroup", _GROUP),
    denied("logs:PutLogGroupDeletionProtection", _GROUP),
    denied("logs:PutBearerTokenAuthentication", _GROUP),
    untouched("cloudwatch:DeleteAlarms", _ALARM.format("mine")),
    untouched("sns:Publish", _TOPIC),
    untouched(
        "cloudwatch:DeleteAlarms",
        _ALARM.format("guardrails-root-use"),
        parameters={"names": ["security-*"]},
    ),
    untouched("sns:SetTopicAttributes", "arn:aws:sns:eu-central-1:444444444441:mine"),
    untouched("events:DisableRule", "arn:aws:events:eu-central-1:444444444441:rule/mine"),
    untouched("logs:DeleteLogGroup", "arn:aws:logs:eu-central-1:444444444441:log-group:mine"),
    exempted("cloudwatch:DeleteAlarms", _ALARM.format("guardrails-root-use")),
)
