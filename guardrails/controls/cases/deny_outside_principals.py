"""Single calls, and the verdict of deny_outside_principals on each."""

from __future__ import annotations

from guardrails.controls.case import ANONYMOUS, EXEMPT_STRANGER, STRANGER, Case, denied, exempted, untouched

_OBJECT = "arn:aws:s3:::a/b"
_PARTNER = {"partners": ["999999999999"]}
_PARTNER_OF = {"partners_of": {"s3": ["999999999999"]}}


CASES: tuple[Case, ...] = (
    denied("s3:GetObject", _OBJECT, STRANGER),
    denied("s3:GetObject", _OBJECT, EXEMPT_STRANGER),
    denied("s3:GetObject", _OBJECT, ANONYMOUS),
    denied("sts:AssumeRole", "arn:aws:iam::444444444441:role/a", STRANGER),
    denied("sqs:SendMessage", principal=STRANGER, parameters=_PARTNER_OF),
    denied("s3:GetObject", _OBJECT, STRANGER, parameters={"partners": ["888888888888"]}),
    denied("s3:GetObject", _OBJECT, STRANGER, parameters={"partners_of": {"s3": ["888888888888"]}}),
    denied("s3:GetObject", _OBJECT, STRANGER, parameters={"public": ["arn:aws:s3:::open/*"]}),
    denied("codeartifact:ReadFromRepository", principal=STRANGER, parameters={"services": ["codeartifact"]}),
    untouched("s3:GetObject", _OBJECT),
    untouched("s3:GetObject", _OBJECT, parameters=_PARTNER),
    untouched("s3:GetObject", _OBJECT, parameters=_PARTNER_OF),
    untouched("sqs:SendMessage", parameters=_PARTNER_OF),
    untouched("s3:GetObject", _OBJECT, "cloudfront.amazonaws.com"),
    untouched("s3:GetObject", _OBJECT, "cloudfront.amazonaws.com", parameters=_PARTNER),
    untouched("s3:GetObject", _OBJECT, "cloudfront.amazonaws.com", parameters=_PARTNER_OF),
    untouched("sqs:SendMessage", principal="sns.amazonaws.com", parameters=_PARTNER_OF),
    untouched("s3:GetObject", _OBJECT, STRANGER, parameters=_PARTNER),
    untouched("s3:GetObject", _OBJECT, STRANGER, parameters=_PARTNER_OF),
    untouched("s3:GetObject", _OBJECT, STRANGER, parameters={"public": ["arn:aws:s3:::a/*"]}),
    untouched("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::444444444441:role/a", ANONYMOUS),
    untouched("codeartifact:ReadFromRepository", principal=STRANGER),
    exempted("s3:GetObject", _OBJECT, principal="arn:aws:iam::444444444442:root"),
)
