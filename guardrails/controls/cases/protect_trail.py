"""Single calls, and the verdict of protect_trail on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_TRAIL_ARN = "arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail"
_ALIAS_ARN = "arn:aws:kms:eu-central-1:222222222222:alias/organization-trail"
_KEY_ARN = "arn:aws:kms:eu-central-1:222222222222:key/1234"
_ACCESS_POINT = "arn:aws:s3:eu-central-1:222222222222:accesspoint/logs/object/AWSLogs/x"
_ALIASED = {"kms:ResourceAliases": "alias/organization-trail"}


CASES: tuple[Case, ...] = (
    denied("cloudtrail:StopLogging", _TRAIL_ARN),
    denied("s3:DeleteObject", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
    denied("s3:UpdateObjectEncryption", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
    denied("s3:ReplicateDelete", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
    denied("s3:DeleteObject", _ACCESS_POINT),
    denied("kms:ScheduleKeyDeletion", _KEY_ARN, context=_ALIASED),
    untouched("s3:GetObject", _ACCESS_POINT),
    untouched("s3:DeleteObject", _ACCESS_POINT.replace("2222", "4444")),
    untouched("cloudtrail:StopLogging", "arn:aws:cloudtrail:eu-central-1:444444444441:trail/mine"),
    untouched("s3:GetObject", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
    untouched("kms:ScheduleKeyDeletion", _KEY_ARN),
    denied("kms:UpdateAlias", _ALIAS_ARN),
    untouched("kms:UpdateAlias", f"{_ALIAS_ARN}s"),
    untouched("s3:DeleteObject", "arn:aws:s3:::exampleorg1-trails/x"),
    untouched("kms:ScheduleKeyDeletion", _KEY_ARN.replace("2222", "4444"), context=_ALIASED),
    exempted("cloudtrail:StopLogging", _TRAIL_ARN),
    exempted("kms:ScheduleKeyDeletion", _KEY_ARN, context=_ALIASED),
)
