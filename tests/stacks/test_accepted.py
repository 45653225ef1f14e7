"""An entry of `accept` is a waiver: at the resource that it names, and until its last day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.stacks.helpers import EXAMPLE, ROOT, TODAY

RULE, BUCKET = "NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled", "guardrails-pilot/Bucket"
PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from aws_cdk import Stack, aws_identitystore as identitystore, aws_s3 as s3
from guardrails.baseline import load
from guardrails.errors import GuardrailsError
from guardrails.posture import compile_posture
from guardrails.stacks.accepted import Accepting
from guardrails.stacks.policies.stack import PoliciesStack
from guardrails.stacks.validation import add_validations, new_app, synthesize

today = date(2026, 11, 22)
baseline = load(Path(sys.argv[1]), today=today)
posture = compile_posture(baseline)
app = new_app()
add_validations(app)
PoliciesStack(app, baseline, posture)
stack = Stack(app, "guardrails-pilot", termination_protection=True)
identitystore.CfnGroup(stack, "Group", identity_store_id="d-99671a2b3c", display_name="clean")
for name in ("Bucket", "Other") if sys.argv[2:] else ():
    s3.CfnBucket(stack, name)
try:
    print("\\n".join(synthesize(app, Accepting(baseline, posture, today))))
except GuardrailsError as error:
    sys.exit(f"findings:\\n{error}")
"""
LOCK = {
    "Version": "2012-10-17",
    "Statement": {
        "Sid": "Lock",
        "Effect": "Deny",
        "NotAction": ["iam:*", "sts:*"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}},
    },
}


def _entry(id_: str, at: str, until: str = "2026-12-31") -> str:
    return f'  - {{ id: "{id_}", at: "{at}", owner: me@example.com, reason: a pilot, until: {until} }}\n'


def _synth(folder: Path, *entries: str, planted: bool) -> tuple[int, str]:
    """Synthesize the example's policies, with the document that locks a region, in a process of its own."""
    (folder / "policies").mkdir()
    for file in (EXAMPLE.parent / "policies").iterdir():
        (folder / "policies" / file.name).write_bytes(file.read_bytes())
    (folder / "policies" / "lock.json").write_text(json.dumps(LOCK))
    text = EXAMPLE.read_text("utf-8")
    text = text.replace("\ntrail:\n", "  - document: policies/lock.json\n    at: [Suspended]\n\ntrail:\n", 1)
    (folder / "baseline.yaml").write_text(f"{text}\naccept:\n{''.join(entries)}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CDK_")}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder / "baseline.yaml"), *(["planted"] if planted else [])],
        env={**environment, "CDK_OUTDIR": str(folder / "out"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return result.returncode, result.stdout + result.stderr


def test_an_entry_waives_a_rule_at_its_resource_and_no_other(tmp_path: Path) -> None:
    """The same finding at another resource stops synth, and so does another one at the same resource."""
    lock = _entry("GR-CND-006", "policies/lock.json")
    code, output = _synth(tmp_path, _entry(RULE, BUCKET), lock, planted=True)
    assert code == 1
    found = output.rpartition("findings:")[2]
    assert f"{BUCKET} {RULE}" not in found
    assert f"guardrails-pilot/Other {RULE}" in found
    assert f"{BUCKET} AwsSolutions::AwsSolutions-S1" in found
    assert "GR-ORG-007" not in found


def test_an_entry_that_is_over_waives_nothing(tmp_path: Path) -> None:
    """The finding says who accepted it until when."""
    assert TODAY.isoformat() == "2026-11-22"
    lock = _entry("GR-CND-006", "policies/lock.json", "2026-11-21")
    code, output = _synth(tmp_path, _entry(RULE, BUCKET, "2026-11-21"), lock, planted=True)
    assert code == 1
    over = "(me@example.com accepted this until 2026-11-21, which is over)"
    lines = [line for line in output.splitlines() if over in line]
    assert any(line.startswith(f"{BUCKET} {RULE}") for line in lines)
    assert any("Guardrails::GR-ORG-007" in line for line in lines)


def test_what_is_accepted_is_said_and_what_matches_nothing_too(tmp_path: Path) -> None:
    """The region lock without the global services is synthesized, with owner, reason and last day."""
    lock = _entry("GR-CND-006", "policies/lock.json")
    unused = _entry("AwsSolutions::AwsSolutions-S1", "guardrails-pilot")
    code, output = _synth(tmp_path, lock, unused, planted=False)
    assert code == 0, output
    assert "Guardrails::GR-ORG-007: accepted until 2026-12-31 by me@example.com: a pilot" in output
    assert "accept[1]: warning: AwsSolutions::AwsSolutions-S1 finds nothing at guardrails-pilot" in output
    report = json.loads((tmp_path / "out" / "validation-report.json").read_text("utf-8"))
    reasons = [
        item["reason"] for plugin in report["pluginReports"] for item in plugin["suppressedViolations"]
    ]
    assert "accepted until 2026-12-31 by me@example.com: a pilot" in reasons


def test_an_entry_for_a_resource_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """It stands at the line of the entry."""
    lock = _entry("GR-CND-006", "policies/lock.json")
    code, output = _synth(tmp_path, lock, _entry(RULE, "guardrails-pilot/Nothing"), planted=True)
    assert code == 1
    assert 'accept[1].at: no stack has a resource "guardrails-pilot/Nothing"' in output
