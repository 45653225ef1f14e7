"""Alarms and search are deployed over the trail of Control Tower, which nothing makes, changes or deletes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from demo.cdk import Cdk
from emulator.client import LocalAws, running
from guardrails.adopt.run import adopt
from guardrails.baseline import Baseline, load
from guardrails.capture import Capture
from guardrails.drift import drift_of
from guardrails.live.capture import CaptureRequest, capture_live
from guardrails.posture import compile_posture
from guardrails.preflight import Inspection, checks

pytestmark = pytest.mark.e2e
MANAGEMENT, ARCHIVE, HOME = "300000000001", "300000000002", "eu-west-1"
TRAIL, LOG_GROUP = "aws-controltower-BaselineCloudTrail", "aws-controltower/CloudTrailLogs"
BUCKET = f"aws-controltower-logs-{ARCHIVE}-{HOME}"
GUARDRAILS = """
guardrails:
  - control: protect_trail
  - control: protect_baseline_stacks
  - control: deny_deployment_roles
  - control: protect_exempt_roles
"""
"""The search is deployed into the archive account, so the proof asks for what protects its stacks."""
DEPLOYMENT = f"""
exemptions:
  deployment:
    principal: "arn:aws:iam::{ARCHIVE}:role/cdk-guardrails-*"
    owner: me
    reason: Deploys the search
"""
ALERTS = "\nalerts: { subscribers: { critical: { emails: [security@example.com] } } }\n"


@dataclass(frozen=True)
class Deployed:
    """The organization of Control Tower with alarms and search over its trail."""

    before: Capture
    after: Capture
    baseline: Baseline
    aws: LocalAws

    def client(self, service: str, account: str = MANAGEMENT) -> Any:
        """Return a client of an account."""
        return self.aws.client(service, account, HOME)


def _captured(aws: LocalAws) -> Capture:
    request = CaptureRequest(HOME, member_role="AWSControlTowerExecution")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(MANAGEMENT, HOME).items():
            patch.setenv(name, value)
        return capture_live(request, lambda _: None)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Capture, adopt, add `search` and `alerts` to the file, bootstrap and deploy."""
    folder = tmp_path_factory.mktemp("existing")
    with running(seed="control-tower") as aws:
        before = _captured(aws)
        for name, text in adopt(before, "capture.json", "me").files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        file = folder / "baseline.yaml"
        text = file.read_text(encoding="utf-8")
        for section, lines in (
            ("guardrails", GUARDRAILS),
            ("exemptions", DEPLOYMENT),
            ("trail", "\ntrail:\n  search: {}\n"),
        ):
            text = text.replace(f"\n{section}:\n", lines)
        file.write_text(text + ALERTS, encoding="utf-8")
        baseline = load(file, today=dt.datetime.now(dt.UTC).date())
        cdk = Cdk(aws, baseline.tree, file, folder / "cdk.out", say=lambda _: None)
        for account in (MANAGEMENT, ARCHIVE):
            cdk.bootstrap(account)
        cdk.deploy("guardrails-alerts", "guardrails-trail-search")
        yield Deployed(before, _captured(aws), baseline, aws)


def test_preflight_finds_the_trail_as_the_file_describes_it(deployed: Deployed) -> None:
    """No name is taken and no copy is paid twice; what the trail lacks is a warning."""
    posture = compile_posture(deployed.baseline)
    today = dt.datetime.now(dt.UTC).date()
    inspection = Inspection(deployed.baseline, posture, deployed.before, today)
    ids = ("PF-NAM-004", "PF-NAM-005", "PF-NAM-006", *(f"PF-TRL-00{number}" for number in range(1, 5)))
    lacking = list(checks()["PF-TRL-005"].check(inspection))
    assert [outcome for id_ in ids for outcome in checks()[id_].check(inspection)] == []
    lacks = {outcome.subject for outcome in lacking}
    assert lacks == {TRAIL, BUCKET, LOG_GROUP}


def test_every_alarm_counts_on_the_existing_log_group(deployed: Deployed) -> None:
    """The metric filters stand there, and each has its alarm."""
    filters = deployed.client("logs").describe_metric_filters(logGroupName=LOG_GROUP)["metricFilters"]
    metrics = {
        transformation["metricName"] for each in filters for transformation in each["metricTransformations"]
    }
    alarms = deployed.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert metrics == {alarm["MetricName"] for alarm in alarms}
    assert {"root-use", "trail-changes"} <= metrics


def test_the_search_reads_the_existing_bucket(deployed: Deployed) -> None:
    """From the account that owns it, below the prefix of Control Tower."""
    (table,) = deployed.client("glue", ARCHIVE).get_tables(DatabaseName="guardrails_trail")["TableList"]
    organization = deployed.baseline.organization.id
    location = f"s3://{BUCKET}/{organization}/AWSLogs/{organization}/"
    assert table["StorageDescriptor"]["Location"] == location


def test_the_trail_stays_as_it_was(deployed: Deployed) -> None:
    """One trail, with the same settings; no bucket and no log group of ours beside it."""
    assert deployed.before.trails is not None
    assert deployed.after.trails == deployed.before.trails
    groups = [group["logGroupName"] for group in deployed.client("logs").describe_log_groups()["logGroups"]]
    assert [name for name in groups if name.startswith("/guardrails/")] == []


def test_a_trail_that_somebody_stops_is_drift(deployed: Deployed) -> None:
    """It belongs to others, and the alarms see nothing without it."""
    subject = f"trail {TRAIL} of others"
    report = drift_of(deployed.baseline, deployed.after, "after.json")
    subjects = {entry.subject for entry in report.drifts} | {entry.subject for entry in report.unknown}
    assert not subjects & {subject, "trail"}
    deployed.client("cloudtrail").stop_logging(Name=TRAIL)
    report = drift_of(deployed.baseline, _captured(deployed.aws), "stopped.json")
    assert [(drift.subject, drift.property_name) for drift in report.drifts if subject == drift.subject] == [
        (subject, "logging")
    ]
