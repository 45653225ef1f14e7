"""The proof's obligations about evidence hold against a trail of others, and fail without a guardrail."""

from __future__ import annotations

import json

import pytest

from guardrails.posture import compile_posture
from guardrails.posture.prove import ProofReport, prove
from tests.baselines import load_small
from tests.existing_trail import ARN, BUCKET, EXISTING_SOUND, KEY, PREFIX
from tests.oracle import Request, denied
from tests.posture.denials import rcp
from tests.posture.trees import documents


def _report(text: str, own: str = "") -> ProofReport:
    baseline = load_small(text, {"policies/rcp.json": own} if own else None)
    return prove(baseline, compile_posture(baseline))


@pytest.mark.slow
def test_every_obligation_holds() -> None:
    """The guardrails that protect our trail protect that of others."""
    report = _report(EXISTING_SOUND)
    assert report.failures == ()
    assert report.unproven == ()


@pytest.mark.slow
def test_without_the_guardrail_each_part_of_the_evidence_is_open() -> None:
    """The trail, its bucket and its key, each with a failure of its own."""
    report = _report(EXISTING_SOUND.replace("  - control: protect_trail\n", ""))
    names = {failure.name for failure in report.failures}
    assert {"trail-unprotected", "logs-unprotected", "key-unprotected"} <= names


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("cloudtrail:StopLogging", ARN, True),
        ("cloudtrail:StopLogging", ARN.replace("Baseline", "Other"), False),
        ("s3:DeleteObject", f"arn:aws:s3:::{BUCKET}/{PREFIX}/AWSLogs/x", True),
        ("s3:DeleteObject", f"arn:aws:s3:::{BUCKET}-access/x", False),
        ("kms:ScheduleKeyDeletion", KEY, True),
        ("kms:UpdateAlias", "arn:aws:kms:eu-central-1:222222222222:alias/organization-trail", False),
    ],
)
def test_protections_name_what_exists(action: str, resource: str, *, expected: bool) -> None:
    """By the names that the file says, and none of our own."""
    posture = documents(compile_posture(load_small(EXISTING_SOUND)))
    assert denied(posture, "Workloads/Prod/shop", Request(action, resource=resource)) is expected


@pytest.mark.slow
@pytest.mark.parametrize("inside", [True, False], ids=["below its prefix", "beside it"])
def test_the_delivery_of_others_stays_possible(*, inside: bool) -> None:
    """A Deny in the way of the files of others is found where their trail writes them."""
    prefix = f"{PREFIX}/" if inside else ""
    principal = {"aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}
    resource = f"arn:aws:s3:::{BUCKET}/{prefix}AWSLogs/*"
    deny = {"Effect": "Deny", **rcp("s3:PutObject", resource, StringEquals=principal)}
    own = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    document = "guardrails:\n  - document: policies/rcp.json\n    at: [Security]\n    type: rcp\n"
    report = _report(EXISTING_SOUND.replace("guardrails:\n", document, 1), own)
    failed = [failure for failure in report.failures if failure.subject == "trail.archive_account"]
    assert bool(failed) is inside
