"""A violation stops synth: a validation that nobody saw fail proves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.stacks.helpers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from aws_cdk import CfnResource, Stack, aws_identitystore as identitystore, aws_s3 as s3, aws_sns as sns
from guardrails.errors import GuardrailsError
from guardrails.stacks.validation import add_validations, new_app, synthesize

app = new_app()
add_validations(app)
stack = Stack(app, "planted", termination_protection=True)
identitystore.CfnGroup(stack, "Group", identity_store_id="d-99671a2b3c", display_name="clean")
# planted
try:
    synthesize(app)
except GuardrailsError as error:
    sys.exit(f"findings:\\n{error}")
"""


PLANTED = """
sns.CfnTopic(stack, "Topic")
s3.CfnBucket(stack, "Bucket")
CfnResource(stack, "Trail", type="AWS::CloudTrail::Trail", properties={"IsLogging": True})
"""
FINDINGS = [
    "planted/Topic AwsSolutions::AwsSolutions-SNS3",
    "planted/Topic NIST.800.53.R5::NIST.800.53.R5-SNSEncryptedKMS",
    "planted/Bucket NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled",
    "planted/Trail CloudFormation-Validate::F3003",
    "planted/Trail Guardrails::GR-TRL-001",
]


@pytest.mark.parametrize(("planted", "findings"), [("", []), (PLANTED, FINDINGS)], ids=["clean", "planted"])
def test_a_planted_violation_stops_synth(planted: str, findings: list[str], tmp_path: Path) -> None:
    """Both packs, our rules and CDK's own do, whatever the context says; without one synth goes through."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CDK_")}
    lenient = {"@aws-cdk/core:validateAgainstDefaultRules": False}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("# planted", planted)],
        env={
            **environment,
            "CDK_OUTDIR": str(tmp_path),
            "CDK_CONTEXT_JSON": json.dumps(lenient),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert result.returncode == (1 if findings else 0), result.stderr
    listed = result.stderr.rpartition("findings:")[2]
    assert [finding for finding in findings if finding not in listed] == []
    assert "Traceback" not in result.stderr
