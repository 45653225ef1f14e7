"""Whose the bucket and key of a trail are."""

from __future__ import annotations

import pytest

from guardrails.capture.sections.trail import CapturedTrail
from guardrails.live.readers.trails import bucket_account, evidence_account

KEY = "arn:aws:kms:eu-west-1:222222222222:key/1"


@pytest.mark.parametrize(
    ("bucket", "key", "account"),
    [
        ("records", KEY, "222222222222"),
        ("aws-controltower-logs-333333333333-eu-west-1", KEY, "222222222222"),
        ("aws-controltower-logs-333333333333-eu-west-1", "", "333333333333"),
        ("records-2026112912345", "", ""),
        ("records", "", ""),
    ],
)
def test_the_account_is_that_of_the_key_or_in_the_name(bucket: str, key: str, account: str) -> None:
    """A number of another length is no account."""
    assert evidence_account(_trail(bucket, key)) == account


@pytest.mark.parametrize(
    ("bucket", "key", "account"),
    [
        ("records", KEY, "222222222222"),
        ("aws-controltower-logs-333333333333-eu-west-1", KEY, "333333333333"),
        ("aws-controltower-logs-333333333333-eu-west-1", "", "333333333333"),
        ("records", "", ""),
    ],
)
def test_a_bucket_may_be_in_another_account_than_its_key(bucket: str, key: str, account: str) -> None:
    """Control Tower's bucket is in the archive account, and its key in the management account."""
    assert bucket_account(_trail(bucket, key)) == account


def _trail(bucket: str, key: str) -> CapturedTrail:
    return CapturedTrail(
        name="trail",
        arn="arn:aws:cloudtrail:eu-west-1:111111111111:trail/trail",
        home_region="eu-west-1",
        bucket=bucket,
        key=key,
        organization=True,
        multi_region=True,
        global_events=True,
        validation=True,
    )
