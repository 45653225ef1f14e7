"""A denial for requests that lack a key locks nobody out whose requests have it."""

from __future__ import annotations

import json

import pytest

from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from tests.baselines import SOUND, load_small

KNOWN = (
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:SecureTransport",
    "aws:ViaAWSService",
    "s3:TlsVersion",
)
AT_THE_ARCHIVE = SOUND.replace("    at: [Sandbox]\n", "    at: [Security]\n")


def _locked_out(condition: dict[str, dict[str, str]]) -> list[str]:
    statement = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition}
    own = json.dumps({"Version": "2012-10-17", "Statement": statement})
    baseline = load_small(AT_THE_ARCHIVE, {"policies/own.json": own})
    report = prove(baseline, compile_posture(baseline))
    return [failure.subject for failure in report.failures if failure.name == "locked-out"]


@pytest.mark.parametrize("key", KNOWN)
def test_each_request_to_the_archive_has_the_facts_of_its_resource(key: str) -> None:
    """The deployment works on buckets there, over TLS, and for itself."""
    assert _locked_out({"Null": {key: "true"}}) == []


def test_a_denial_of_what_the_requests_have_locks_out() -> None:
    """Else the test above would hold for a proof that finds nothing."""
    assert "trail.archive_account" in _locked_out({"Null": {"s3:TlsVersion": "false"}})
    assert "trail.archive_account" in _locked_out({"NumericLessThan": {"s3:TlsVersion": "1.4"}})
