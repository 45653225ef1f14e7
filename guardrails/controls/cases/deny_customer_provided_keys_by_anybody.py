"""Single calls, and the verdict of deny_customer_provided_keys_by_anybody on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT_STRANGER, STRANGER, Case, denied, exempted, untouched

_KEY = "s3:x-amz-server-side-encryption-customer-algorithm"
_OBJECT, _WITH = "arn:aws:s3:::a/b", {_KEY: "AES256"}


CASES: tuple[Case, ...] = (
    denied("s3:PutObject", _OBJECT, context=_WITH),
    denied("s3:PutObject", _OBJECT, STRANGER, _WITH),
    denied("s3:PutObject", _OBJECT, EXEMPT_STRANGER, _WITH),
    untouched("s3:PutObject", _OBJECT),
    untouched("s3:PutObject", _OBJECT, STRANGER),
    exempted("s3:PutObject", _OBJECT, context=_WITH),
)
