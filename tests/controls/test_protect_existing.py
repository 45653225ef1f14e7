"""The guardrail protects a bucket and a key that existed already just as it protects ours."""

from __future__ import annotations

import pytest

from guardrails.posture import compile_posture
from tests.baselines import changed, load_small
from tests.oracle import Request, denied
from tests.posture.trees import documents

ACCOUNT = "Workloads/Prod/shop"
KEY = "arn:aws:kms:eu-central-1:222222222222:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
CASES = (
    ("kms:ScheduleKeyDeletion", KEY, True),
    ("kms:PutKeyPolicy", KEY, True),
    ("kms:ScheduleKeyDeletion", KEY.replace("0a1b", "9999"), False),
    ("kms:Decrypt", KEY, False),
    ("kms:UpdateAlias", "arn:aws:kms:eu-central-1:222222222222:alias/organization-trail", False),
    ("s3:DeleteObject", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x", True),
    ("s3:DeleteObject", "arn:aws:s3:::exampleorg1-trail-access/x", False),
)


@pytest.mark.parametrize(("action", "resource", "expected"), CASES)
def test_what_exists_is_protected_by_its_own_name(action: str, resource: str, *, expected: bool) -> None:
    """The key by its ARN, whatever aliases it has; the bucket, and no access logs' bucket of ours."""
    text = changed(("trail:\n", f"trail:\n  existing_bucket: true\n  existing_key: {KEY}\n"))
    posture = documents(compile_posture(load_small(text)))
    assert denied(posture, ACCOUNT, Request(action, resource=resource)) is expected


def test_an_exempt_principal_may() -> None:
    """An exemption frees from these statements as well."""
    text = changed(("trail:\n", f"trail:\n  existing_key: {KEY}\n"))
    posture = documents(compile_posture(load_small(text)))
    breaking = "arn:aws:iam::444444444441:role/break-glass"
    assert not denied(posture, ACCOUNT, Request("kms:ScheduleKeyDeletion", principal=breaking, resource=KEY))
