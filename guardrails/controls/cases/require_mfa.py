"""Single calls, and the verdict of require_mfa on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT_USER, USER, Case, denied, exempted, untouched

_ROLE = "arn:aws:iam::444444444441:role/people/operator"
_FALSE, _TRUE = ({"aws:MultiFactorAuthPresent": value} for value in ("false", "true"))


CASES: tuple[Case, ...] = (
    denied("s3:ListAllMyBuckets", principal=USER),
    denied("s3:ListAllMyBuckets", principal=USER, context=_FALSE),
    denied("iam:DeactivateMFADevice", principal=USER, context=_FALSE),
    denied("s3:PutObject", principal=_ROLE, context=_FALSE, parameters={"roles": ["people/*"]}),
    untouched("s3:ListAllMyBuckets", principal=USER, context=_TRUE),
    untouched("iam:EnableMFADevice", principal=USER, context=_FALSE),
    untouched("s3:PutObject"),
    untouched("s3:PutObject", context=_FALSE),
    untouched("s3:PutObject", principal=_ROLE, context=_TRUE, parameters={"roles": ["people/*"]}),
    untouched("ec2:RunInstances", principal=USER, context={**_FALSE, "aws:ViaAWSService": "true"}),
    untouched("s3:ListAllMyBuckets", principal=USER, parameters={"users": ["people/*"]}),
    exempted("s3:ListAllMyBuckets", principal=EXEMPT_USER),
)
