"""Single calls, and the verdict of deny_public_acls on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("s3:PutObject", "arn:aws:s3:::a/b", context={"s3:x-amz-acl": "public-read"}),
    denied("s3:CreateBucket", "arn:aws:s3:::a", context={"s3:x-amz-acl": "authenticated-read"}),
    untouched("s3:PutObject", "arn:aws:s3:::a/b"),
    untouched("s3:PutObject", "arn:aws:s3:::a/b", context={"s3:x-amz-acl": "bucket-owner-full-control"}),
    exempted("s3:PutObject", "arn:aws:s3:::a/b", context={"s3:x-amz-acl": "public-read"}),
)
