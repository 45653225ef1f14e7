"""Single calls, and the verdict of deny_root_user on each."""

from __future__ import annotations

from guardrails.controls.case import ACCOUNT, Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("s3:ListBucket", principal=f"arn:aws:iam::{ACCOUNT}:root"),
    denied(
        "s3:DeleteBucketPolicy",
        principal=f"arn:aws:iam::{ACCOUNT}:root",
        context={"aws:AssumedRoot": "true"},
        parameters={"allow_privileged_sessions": False},
    ),
    untouched("s3:ListBucket"),
    untouched(
        "s3:DeleteBucketPolicy",
        principal=f"arn:aws:iam::{ACCOUNT}:root",
        context={"aws:AssumedRoot": "true"},
    ),
    exempted("s3:ListBucket", principal="arn:aws:iam::444444444442:root"),
)
