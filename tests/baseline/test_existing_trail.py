"""A trail of others in the section `trail`: what names it, and what contradicts it."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from guardrails.baseline.declared_stacks import declared_stacks
from guardrails.baseline.evidence import left_behind, name_clashes
from guardrails.baseline.schema import baseline_schema
from guardrails.marked import read
from guardrails.posture import compile_posture
from guardrails.posture.prove.unasked import unasked
from tests.baselines import SMALL, TODAY, findings_in, load_small
from tests.existing_trail import (
    ARN,
    BUCKET,
    EXISTING_SMALL,
    EXISTING_SOUND,
    HOME,
    KEY,
    LINES,
    LOG_GROUP,
    LOG_GROUP_ARN,
    MANAGEMENT,
    NAME,
    OWN_LINES,
)

ALERTS = "alerts: { subscribers: { critical: { emails: [security@example.com] } } }\n"


def _with(old: str, new: str) -> str:
    assert EXISTING_SMALL.count(old) == 1, old
    return EXISTING_SMALL.replace(old, new)


def test_what_the_arns_say_is_not_typed_again() -> None:
    """Name, home region and account of the trail, the name of its log group, and nothing of our own."""
    trail = load_small(EXISTING_SMALL).trail
    assert trail is not None
    assert trail.existing is not None
    assert (trail.trail_name, trail.existing.home_region, trail.existing.account) == (NAME, HOME, MANAGEMENT)
    assert (trail.log_bucket, trail.buckets, trail.log_group) == (BUCKET, (BUCKET,), LOG_GROUP)
    assert (trail.own_bucket, trail.own_key_alias, trail.key_arn) == (False, "", KEY)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "  archive_account",
            "  bucket: exampleorg1-trail\n  object_lock: { mode: GOVERNANCE, days: 30 }\n  archive_account",
            (
                "trail: existing leaves the trail to its owner, so bucket and object_lock say nothing about "
                "it; remove bucket and object_lock, or remove existing and let this file make a trail"
            ),
        ),
        (
            "  archive_account",
            "  log_group_days: 30\n  archive_account",
            (
                "trail: existing leaves the trail to its owner, so log_group_days says nothing about it; "
                "remove log_group_days, or remove existing and let this file make a trail"
            ),
        ),
        (
            LOG_GROUP_ARN,
            LOG_GROUP_ARN.replace(HOME, "eu-west-1"),
            (
                "trail.existing: the log group is in eu-west-1, and the trail's home region is eu-central-1; "
                "name the log group in the trail's home region, the only one that CloudTrail writes to"
            ),
        ),
        (
            ARN,
            ARN.replace(MANAGEMENT, "444444444441"),
            (
                "trail.existing.arn: the trail is in 444444444441, and the management account 111111111111 "
                "owns every organization trail; name an organization trail"
            ),
        ),
        (
            f"arn: {ARN}",
            f"arn: {NAME}",
            (
                f'trail.existing.arn: "{NAME}" is not the ARN of a trail; copy it from '
                "`aws cloudtrail describe-trails`"
            ),
        ),
        (
            "prefix: o-exampleorg1",
            "prefix: /o-exampleorg1/",
            (
                'trail.existing.prefix: "/o-exampleorg1/" is not a prefix of log files; copy it from '
                "`aws cloudtrail describe-trails`, where it is called S3KeyPrefix, without a slash at its "
                "ends"
            ),
        ),
    ],
)
def test_a_contradiction_is_located_and_named(old: str, new: str, message: str) -> None:
    """What would do nothing is refused as much as what can't be."""
    (finding,) = findings_in(_with(old, new))
    assert str(finding).split(" ", 1)[1] == message
    assert finding.location.line > 1


def test_alarms_need_a_log_group() -> None:
    """Without one they are refused, with what to do; all else of the file stands."""
    without = _with(f"    log_group: {LOG_GROUP_ARN}\n", "")
    load_small(without)
    (finding,) = findings_in(without + ALERTS)
    assert (finding.field, "names none" in finding.problem) == ("alerts", True)
    assert "trail.existing.log_group" in finding.remedy


def test_alarms_stand_in_the_region_of_the_log_group() -> None:
    """A metric filter is made where the log group is, and the stack of the alarms in the home region."""
    elsewhere = EXISTING_SMALL.replace(f":{HOME}:{MANAGEMENT}:", f":eu-west-1:{MANAGEMENT}:")
    load_small(elsewhere)
    (finding,) = findings_in(elsewhere + ALERTS)
    assert finding.field == "trail.existing.log_group"
    assert finding.problem.startswith("the log group is in eu-west-1 of 111111111111")


def test_no_stack_of_a_trail_is_declared() -> None:
    """Of all that a section makes, the alarms and the search are left."""
    text = _with("  archive_account", "  search: {}\n  archive_account") + ALERTS
    sections = [stack.section for stack in declared_stacks(load_small(text))]
    assert (sections.count("trail"), sections.count("trail.search"), sections.count("alerts")) == (0, 1, 1)


@pytest.mark.parametrize("keys", [("bucket",), ("existing",), (), ("bucket", "existing")])
def test_an_editor_wants_a_bucket_or_a_trail_of_others(keys: tuple[str, ...]) -> None:
    """Exactly one of the two, as `check` does."""
    data = read(SMALL, "").data
    both = {"bucket": "exampleorg1-trail", "existing": {"arn": ARN, "bucket": BUCKET}}
    data["trail"] = {key: both[key] for key in keys}
    errors = list(Draft202012Validator(json.loads(baseline_schema())).iter_errors(data))
    assert bool(errors) == (len(keys) != 1)


def test_the_own_trail_stays_evidence_when_others_take_over() -> None:
    """Its bucket, key and trail go into `former`; the way back names what the others had."""
    own, existing = load_small(SMALL), load_small(EXISTING_SMALL)
    (left,) = left_behind(own, existing, TODAY)
    assert (left.trail, left.key_alias) == ("organization-trail", "organization-trail")
    assert left.buckets == ("exampleorg1-trail", "exampleorg1-trail-access")
    (back,) = left_behind(existing, own, TODAY)
    assert (back.trail, back.buckets, back.key_arn, back.key_alias) == (NAME, (BUCKET,), KEY, None)
    assert not [*name_clashes(own, existing), *name_clashes(existing, own)]


def test_the_proof_says_what_it_does_not_look_at() -> None:
    """The owner of the trail decides about access logs, and whether there is a key."""
    for text, reasons in ((EXISTING_SOUND, 1), (EXISTING_SOUND.replace(f"    key: {KEY}\n", ""), 2)):
        baseline = load_small(text)
        about = [each.reason for each in unasked(baseline, compile_posture(baseline)) if NAME in each.reason]
        assert len(about) == reasons
    assert LINES != OWN_LINES
