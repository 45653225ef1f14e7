"""The smallest organization that somebody may bring: another home region, one account, no archive account."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.readback import AccountAssignment
from emulator.client import running
from tests.e2e.conftest import Story
from tests.e2e.printed import bootstrap_as_printed

pytestmark = pytest.mark.e2e
BASELINE = """\
organization:
  id: o-newuser0001
  root: r-abcd
  home_region: us-east-1
  management_account: { id: "012345678901" }
  accounts: { solo: "123456789012" }
regions: { allowed: [us-east-1] }
services: { allowed: [iam, sts, s3, lambda, logs, cloudwatch, kms, cloudformation, ssm, sns, cloudtrail] }
exemptions:
  rescue: { principal: "arn:aws:iam::*:role/rescue", owner: me@example.com, reason: rescues }
guardrails:
  - control: deny_unused_regions
  - control: deny_unused_services
  - control: protect_trail
  - control: protect_exempt_roles
  - control: deny_leaving_organization
  - control: deny_temporary_delegation
  - control: deny_outbound_federation
  - control: protect_identity_center
  - control: protect_sign_in
  - control: deny_deployment_roles
trail: { bucket: newuser0001-trail, object_lock: { mode: COMPLIANCE, days: 30 } }
budgets: { subscribers: [me@example.com], limits: { all: { amount: 100 } } }
access:
  instance: arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f
  identity_store: d-99671a2b3c
  groups: { me: {} }
  assignments: [{ group: me, at: [Root] }]
"""


def test_a_newcomer_deploys_at_once(tmp_path: Path) -> None:
    """Everything lands in the management account and us-east-1, and a second look finds nothing to change."""
    (tmp_path / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    with running(tmp_path / "baseline.yaml") as aws:
        story = Story(aws, tmp_path, [])
        baseline, readback = story.baseline, story.readback
        said = bootstrap_as_printed(story)
        words = [" ".join(line.split()[:3]) for line in said]
        assert words[:-1] == ["aws iam create-policy"] * (len(said) - 1)
        assert words[-1] == "cdk bootstrap aws://012345678901/us-east-1"
        story.cdk_with_app.deploy()
        assert readback.posture() == story.compiled
        trail = readback.trail()
        assert trail is not None
        assert trail["HomeRegion"] == "us-east-1"
        assert ":012345678901:" in trail["KmsKeyId"]
        assert baseline.access is not None
        found = readback.assignments(baseline.access.instance, baseline.access.identity_store)
        assert found == {AccountAssignment("solo", "ReadOnly", "me")}
        story.cdk_with_app.diff()
