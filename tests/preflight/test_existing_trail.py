"""A trail of others before a deployment: it exists, it is as the file says, and what it lacks is named."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails.capture import Capture
from guardrails.capture.sections.trail import CapturedBucket, CapturedKey, CapturedTrails
from guardrails.preflight import PreflightViolation, Unknown, checks
from tests.existing_trail import ARN, BUCKET, KEY, LOG_GROUP, NAME
from tests.preflight.cases import EXISTING, existing, inspection, sound, trail, trails, whole

OF_TRAILS = ("PF-NAM-004", "PF-NAM-005", "PF-NAM-006", "PF-TRL-001", "PF-TRL-002", "PF-TRL-003", "PF-TRL-004")


def _said(id_: str, capture: Capture) -> list[tuple[str, str]]:
    outcomes = checks()[id_].check(inspection(capture, EXISTING))
    return [(outcome.subject, outcome.problem) for outcome in outcomes]


@pytest.mark.parametrize("id_", [*OF_TRAILS, "PF-TRL-005"])
def test_a_trail_that_is_as_the_file_says_passes(id_: str) -> None:
    """It exists, which is no fault here: no name is taken, and there is one copy of the events."""
    assert _said(id_, existing()(sound())) == []


def test_a_trail_that_is_missing_is_a_fault() -> None:
    """Nothing would be recorded that the alarms watch."""
    ((subject, problem),) = _said("PF-TRL-004", existing("another")(sound()))
    assert (subject, problem.startswith(f"doesn't exist ({ARN})")) == (NAME, True)
    ((second, _),) = _said("PF-TRL-001", existing("another")(sound()))
    assert second == "another"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("bucket", "elsewhere", f"has the bucket elsewhere, and the file {BUCKET}"),
        ("prefix", "", "has the prefix nothing, and the file o-exampleorg1"),
        ("key", "", f"has the key nothing, and the file {KEY}"),
        ("log_group", "", "has the log group nothing, and the file arn:aws:logs:"),
        ("organization", False, "records the management account alone"),
    ],
)
def test_what_the_file_says_otherwise_is_a_fault(field: str, value: Any, said: str) -> None:
    """The remedy has the line to write."""
    ((subject, problem),) = _said("PF-TRL-004", existing(**{field: value})(sound()))
    assert (subject, problem.startswith(said)) == (NAME, True)


def test_a_log_group_that_somebody_deleted_is_a_fault() -> None:
    """CloudTrail goes on to name it; no filter can be made on it."""
    capture = existing()(sound())
    assert capture.alerts is not None
    gone = capture.model_copy(update={"alerts": capture.alerts.model_copy(update={"log_groups": ()})})
    assert [subject for subject, _ in _said("PF-TRL-004", gone)] == [LOG_GROUP]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"multi_region": False}, "records eu-central-1 alone"),
        ({"global_events": False}, "leaves out global services"),
        ({"validation": False}, "writes no digests"),
        ({"key": ""}, "with a key of S3"),
        ({"log_group": ""}, "there can be no alarms"),
        ({"group": 14}, "keeps events for 14 days, and ours for 365"),
    ],
)
def test_what_is_weaker_than_ours_is_listed(fields: dict[str, Any], said: str) -> None:
    """Each thing by itself, with what to do."""
    assert any(said in problem for _, problem in _said("PF-TRL-005", existing(**fields)(sound())))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lock_mode": ""}, "locks no log file"),
        ({"versioning": False}, "keeps no old versions"),
        ({"public_access_blocked": False}, "may be made public"),
        ({"lifecycle": ({"Status": "Enabled", "Expiration": {"Days": 365}},)}, "after 365 days"),
        ({"lock_mode": None}, "unknown without s3:GetBucketObjectLockConfiguration"),
        ({"lifecycle": None}, "unknown without s3:GetLifecycleConfiguration"),
    ],
)
def test_the_bucket_is_looked_at(fields: dict[str, Any], said: str) -> None:
    """What nobody could read is unknown, and passes nothing."""
    capture = existing()(sound())
    assert capture.trails is not None
    (bucket,) = capture.trails.buckets
    changed = capture.trails.model_copy(update={"buckets": (bucket.model_copy(update=fields),)})
    ((subject, problem),) = _said("PF-TRL-005", whole(trails=changed)(capture))
    assert subject == BUCKET
    assert said in problem


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "PendingDeletion"}, "is in the state PendingDeletion"),
        ({"rotation": False}, "is never rotated"),
        ({"rotation": None}, "unknown without kms:GetKeyRotationStatus"),
        ({"state": None}, "unknown without kms:DescribeKey"),
    ],
)
def test_the_key_is_looked_at(fields: dict[str, Any], said: str) -> None:
    """A key that is on its way out takes the evidence with it."""
    capture = existing()(sound())
    assert capture.trails is not None
    (key,) = capture.trails.keys
    changed = capture.trails.model_copy(update={"keys": (key.model_copy(update=fields),)})
    ((subject, problem),) = _said("PF-TRL-005", whole(trails=changed)(capture))
    assert subject == KEY
    assert said in problem


def test_a_capture_without_the_evidence_knows_nothing_of_it() -> None:
    """The bucket in another account was not read: each thing is unknown, with its action."""
    capture = existing()(sound())
    assert capture.trails is not None
    blind = CapturedTrails(
        trails=capture.trails.trails, buckets=(CapturedBucket(name=BUCKET),), keys=(CapturedKey(arn=KEY),)
    )
    outcomes = list(checks()["PF-TRL-005"].check(inspection(whole(trails=blind)(capture), EXISTING)))
    assert len(outcomes) == 6
    assert all(isinstance(outcome, Unknown) for outcome in outcomes)


def test_the_selectors_of_others_are_asked_for() -> None:
    """What their trail leaves out, no alarm sees; this file can't change it."""
    outcomes = list(
        checks()["PF-TRL-003"].check(
            inspection(existing(basic_selectors=({"ReadWriteType": "WriteOnly"},))(sound()), EXISTING)
        )
    )
    (violation,) = outcomes
    assert isinstance(violation, PreflightViolation)
    assert violation.remedy.startswith("ask the owner")


def test_without_an_existing_trail_the_second_copy_names_the_way_out() -> None:
    """The remedy is the field that makes no second trail."""
    (violation,) = checks()["PF-TRL-001"].check(inspection(trails(trail("other"))(sound())))
    assert isinstance(violation, PreflightViolation)
    assert "trail.existing" in violation.remedy
