"""The organization trail that is there becomes `trail.existing`, with what is weaker than ours."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails.adopt.run import Adoption
from guardrails.capture import Capture
from guardrails.capture.sections.stacks import CapturedStacks
from guardrails.capture.sections.trail import CapturedTrail, CapturedTrails
from tests.adopt.organizations import MANAGEMENT, Builder, three_accounts
from tests.adopt.test_adopt import adopted

ARCHIVE, NAME, HOME = "222222222222", "aws-controltower-BaselineCloudTrail", "eu-central-1"
BUCKET = f"aws-controltower-logs-{ARCHIVE}-{HOME}"
KEY = f"arn:aws:kms:{HOME}:{MANAGEMENT}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
LOG_GROUP = f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:aws-controltower/CloudTrailLogs:*"


def _trail(name: str = NAME, **fields: Any) -> CapturedTrail:
    values = {
        "name": name,
        "arn": f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{name}",
        "home_region": HOME,
        "bucket": BUCKET,
        "prefix": "o-exampleorg1",
        "log_group": LOG_GROUP,
        "organization": True,
        "multi_region": True,
        "global_events": True,
        "validation": True,
        "logging": True,
    }
    return CapturedTrail(**(values | fields))


def _adopted(*trails: CapturedTrail, tree: Builder | None = None) -> tuple[Adoption, Any]:
    adoption, baseline = adopted((tree or three_accounts()).capture(trails=CapturedTrails(trails=trails)))
    return adoption, baseline.trail


def existing_capture(tree: Builder) -> Capture:
    """Capture a tree with the trail of Control Tower, one of the account alone, and no stack of ours."""
    trails = CapturedTrails(trails=(_trail(), _trail("own", organization=False)))
    return tree.capture(trails=trails, stacks=CapturedStacks(stacks=()))


def test_the_trail_of_control_tower_is_named_whole() -> None:
    """Everything that describe-trails says, and the account that the bucket's name has."""
    adoption, trail = _adopted(_trail(key=KEY))
    assert trail.existing.model_dump() == {
        "arn": f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{NAME}",
        "bucket": BUCKET,
        "prefix": "o-exampleorg1",
        "key": KEY,
        "log_group": LOG_GROUP,
    }
    assert trail.archive_account == "log-archive"
    assert "# The organization trail that was there." in adoption.files["baseline.yaml"]
    accepted = {(finding.id, finding.field) for finding in adoption.accepted}
    assert {
        ("trail-unprotected", "trail"),
        ("logs-unprotected", "trail"),
        ("key-unprotected", "trail"),
    } <= accepted
    assert "deployment-role-open" not in {id_ for id_, _ in accepted}  # nothing is deployed into the archive


def test_what_is_weaker_than_ours_stands_in_the_answer() -> None:
    """And so does what the capture doesn't know."""
    adoption, _ = _adopted(_trail(validation=False, log_group=""))
    (weaker, unknown) = [sentence for sentence in adoption.lacking if NAME in sentence]
    assert "writes no digests" in weaker
    assert "there can be no alarms" in weaker
    assert "s3:GetLifecycleConfiguration" in unknown
    assert f"# - {weaker}"[:40] in adoption.files["baseline.yaml"]


@pytest.mark.parametrize(
    ("fields", "archive"),
    [
        ({"bucket": "company-trail", "key": KEY.replace(MANAGEMENT, ARCHIVE)}, "log-archive"),
        ({"bucket": f"company-trail-{MANAGEMENT}"}, None),
    ],
)
def test_the_owner_of_the_bucket_is_found_by_names(fields: dict[str, Any], archive: str | None) -> None:
    """By the bucket's name, else by the account of the key; the management account needs no line."""
    _, trail = _adopted(_trail(**fields))
    assert trail.archive_account == archive


@pytest.mark.parametrize("fields", [{}, {"key": KEY}, {"bucket": "trail-999999999999"}])
def test_a_bucket_of_nobody_known_is_listed(fields: dict[str, Any]) -> None:
    """A wrong account would protect the wrong access points: a person writes it."""
    adoption, trail = _adopted(_trail(**{"bucket": "company-trail", **fields}))
    assert trail is None
    (sentence,) = [sentence for sentence in adoption.lacking if NAME in sentence]
    assert "no call says which account owns the bucket" in sentence


def test_of_several_the_one_that_records_is_named() -> None:
    """The others are listed with what a second copy costs."""
    adoption, trail = _adopted(
        _trail("a-stopped", logging=False), _trail("b-one-region", multi_region=False), _trail("c-sound")
    )
    assert trail.existing.name == "c-sound"
    others = [sentence for sentence in adoption.lacking if "stays as it is" in sentence]
    assert [sentence.split()[3] for sentence in others] == ["a-stopped", "b-one-region"]
    assert all("costs money" in sentence for sentence in others)


def test_a_trail_of_the_account_alone_is_no_organization_trail() -> None:
    """It is listed, and no section names it."""
    adoption, trail = _adopted(_trail(organization=False))
    assert trail is None
    assert adoption.lacking[0].startswith(f"The trail {NAME}")
