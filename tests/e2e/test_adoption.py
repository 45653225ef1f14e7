"""An organization as Control Tower leaves it is read by calls, and adopted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from emulator.client import running
from guardrails.capture import Capture
from guardrails.cli.main import app
from guardrails.live.capture import CaptureRequest, capture_live
from tests.adopt.test_adopt import adopted

pytestmark = pytest.mark.e2e
MANAGEMENT, HOME = "300000000001", "eu-west-1"


@pytest.fixture(scope="module")
def tower() -> Iterator[Capture]:
    """Capture an organization as Control Tower leaves it."""
    with running(seed="control-tower") as local, pytest.MonkeyPatch.context() as patch:
        for name, value in local.environment(MANAGEMENT, HOME).items():
            patch.setenv(name, value)
        yield capture_live(CaptureRequest(HOME), lambda _: None)


@pytest.mark.usefixtures("tower")
def test_without_a_capture_the_live_organization_is_read(tmp_path: Path) -> None:
    """By the caller's credentials; the trail is weaker than ours, so the command ends with 1."""
    out = tmp_path / "adopted"
    result = CliRunner().invoke(app, ["adopt", "--home-region", HOME, "--out", str(out)])
    assert result.exit_code == 1, result.output
    assert "Nobody gains or loses anything: 11 accounts" in result.output
    assert {path.name for path in out.iterdir()} == {"baseline.yaml", "foreign.json", "policies"}


def test_an_organization_of_control_tower_is_taken_over(tower: Capture) -> None:
    """Its policies and permission sets are left alone, the company's own are written, and access stays."""
    adoption, baseline = adopted(tower)
    policies = [policy for policy in tower.policies or () if not policy.aws_managed]
    others = [policy for policy in policies if policy.name.startswith("aws-guardrails-")]
    assert adoption.left_alone == len(others) > 1
    assert adoption.documents + adoption.controls == len(policies) - len(others) > 1
    section = baseline.access
    assert section is not None
    granted = sum(
        len(baseline.tree.accounts_under(path)) for entry in section.assignments for path in entry.at
    )
    instance = (tower.access.instances or ())[0] if tower.access else None
    assert instance is not None
    center = baseline.foreign.center if baseline.foreign is not None else None
    assert center is not None
    by_others = center.assignments or ()
    everything = [entry for entry in instance.assignments or () if entry.principal_type == "GROUP"]
    assert (granted, granted + len(by_others)) == (19, len(everything))
    existing = {name for name, entry in section.permission_sets.items() if entry.existing}
    assert existing == {"AWSReadOnlyAccess"}
    assert {name for name in center.sets if not name.startswith("AWS")} == set()
    assert any("aws-controltower-BaselineCloudTrail" in sentence for sentence in adoption.lacking)
    assert baseline.trail is not None
    assert baseline.trail.existing is not None
    assert baseline.trail.existing.name == "aws-controltower-BaselineCloudTrail"
    assert baseline.trail.archive_account == "Security/Log Archive"
