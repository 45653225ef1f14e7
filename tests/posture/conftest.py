"""The example with a document of its own that uses what the controls don't."""

from __future__ import annotations

import json

import pytest

from guardrails.baseline import Baseline, load_text
from guardrails.posture import Posture, compile_posture
from tests.baselines import EXAMPLE, TODAY

OWN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "DenyWithoutMfa",
            "Effect": "Deny",
            "Action": ["iam:DeactivateMFADevice", "ec2:TerminateInstances"],
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        },
        {
            "Sid": "DenyLongSessions",
            "Effect": "Deny",
            "Action": "sts:AssumeRole",
            "Resource": "*",
            "Condition": {"NumericGreaterThan": {"sts:DurationSeconds": "3600"}},
        },
        {
            "Sid": "DenyUntagged",
            "Effect": "Deny",
            "Action": "ec2:CreateTags",
            "Resource": "*",
            "Condition": {"ForAnyValue:StringLike": {"aws:TagKeys": ["billing-*", "owner"]}},
        },
        {
            "Sid": "DenyFromOutside",
            "Effect": "Deny",
            "Action": "s3:GetObject",
            "NotResource": ["arn:aws:s3:::public-*", "arn:aws:s3:::public-*/*"],
            "Condition": {"NotIpAddressIfExists": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}},
        },
        {
            "Sid": "DenyOldVersions",
            "Effect": "Deny",
            "Action": "s3:PutBucketVersioning",
            "Resource": "*",
            "Condition": {"Null": {"aws:RequestTag/owner": "true"}},
        },
        {
            "Sid": "DenyAfterTheEnd",
            "Effect": "Deny",
            "Action": "ec2:RunInstances",
            "Resource": "*",
            "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
        },
    ],
}


@pytest.fixture(scope="package")
def baseline() -> Baseline:
    """Load the example with the document over production."""
    text = EXAMPLE.read_text(encoding="utf-8")
    marker = "\ntrail:\n"
    assert text.count(marker) == 1
    text = text.replace(marker, f"  - document: policies/conditions.json\n    at: [Workloads/Prod]\n{marker}")

    def read_file(name: str) -> str:
        if name == "policies/conditions.json":
            return json.dumps(OWN)
        return (EXAMPLE.parent / name).read_text(encoding="utf-8")

    return load_text(text, "baseline.yaml", today=TODAY, read_file=read_file)


@pytest.fixture(scope="package")
def posture(baseline: Baseline) -> Posture:
    """Compile it."""
    return compile_posture(baseline)
