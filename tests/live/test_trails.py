"""Whose the bucket and key of a trail are."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from guardrails.capture.sections.trail import CapturedTrail
from guardrails.live.aws import Aws
from guardrails.live.readers.trails import READER, bucket_account, evidence_account, read_key
from guardrails.live.reading import Reading, Refusals
from guardrails.live.refusals import AwsError

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


@dataclass(frozen=True)
class _OtherAccount(Aws):
    """AWS of an account that reaches the key or not, and that has no alias of it in any case."""

    reached: bool = True

    def call(self, action: str, **_: Any) -> dict[str, Any]:
        """Answer about the key."""
        if not self.reached:
            raise AwsError("not found", action, "NotFoundException")
        return {"KeyMetadata": {"KeyState": "Enabled"}, "Policy": "{}", "KeyRotationEnabled": True}

    def pages(self, action: str, member: str, **_: Any) -> Iterator[dict[str, Any]]:
        """List no alias, as AWS does for a key of another account."""
        assert (action, member) == ("kms:ListAliases", "Aliases")
        return iter(())


@pytest.mark.parametrize(("reached", "aliases"), [(True, ()), (False, None)])
def test_the_aliases_of_a_key_that_nobody_reached_are_unknown(
    *, reached: bool, aliases: tuple[str, ...] | None
) -> None:
    """The list has the caller's own aliases alone: an empty one says nothing about another account's key."""
    aws = _OtherAccount("eu-west-1", frozenset(READER.operations), reached=reached)
    with ThreadPoolExecutor(1) as pool:
        key = read_key(Reading(aws, READER, Refusals(), pool), KEY, "eu-west-1")
    assert key.aliases == aliases
