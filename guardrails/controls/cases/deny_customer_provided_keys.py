"""Single calls, and the verdict of deny_customer_provided_keys on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_KEY = "s3:x-amz-server-side-encryption-customer-algorithm"


CASES: tuple[Case, ...] = (
    denied("s3:PutObject", "arn:aws:s3:::a/b", context={_KEY: "AES256"}),
    untouched("s3:PutObject", "arn:aws:s3:::a/b"),
    untouched("s3:PutObject", "arn:aws:s3:::a/b", context={"s3:x-amz-server-side-encryption": "aws:kms"}),
    exempted("s3:PutObject", "arn:aws:s3:::a/b", context={_KEY: "AES256"}),
)
