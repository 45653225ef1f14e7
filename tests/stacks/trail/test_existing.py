"""A trail of others: nothing of it is made, and alarms and search use what exists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guardrails.stacks.execution.policies import execution_policies
from guardrails.stacks.trail.existing import required_policies
from tests.existing_trail import BUCKET, KEY, LOG_GROUP, PREFIX, use_existing
from tests.stacks.helpers import ARCHIVE, HOME, MANAGEMENT, data_of_example, edited, loaded, synthesized

if TYPE_CHECKING:
    from guardrails.baseline import Baseline
    from tests.stacks.helpers import Assembly

ALERTS, SEARCH = "guardrails-alerts", "guardrails-trail-search"


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    """The example with a trail of others."""
    return edited(use_existing)


@pytest.fixture(scope="module")
def existing(baseline: Baseline) -> Assembly:
    """Its assembly."""
    return synthesized(baseline)


def test_no_trail_bucket_key_or_writer_is_made(existing: Assembly) -> None:
    """Neither stack of the own trail exists, and the alarms wait for none."""
    assert {name for name in existing.stacks if "trail" in name} == {SEARCH}
    made = {"AWS::CloudTrail::Trail", "AWS::Logs::LogGroup", "AWS::KMS::Alias"}
    for name in existing.stacks:
        types = {resource["Type"] for resource in existing.template(name)["Resources"].values()}
        assert not types & (made | ({"AWS::IAM::Role"} if name in (ALERTS, SEARCH) else set()))
    assert not [name for name in existing.stacks[ALERTS]["dependencies"] if "trail" in name]


def test_every_filter_stands_on_the_existing_log_group(existing: Assembly) -> None:
    """And the alarm on the trail's end watches that group and that bucket."""
    filters = existing.of_type(ALERTS, "AWS::Logs::MetricFilter").values()
    assert {each["Properties"]["LogGroupName"] for each in filters} == {LOG_GROUP}
    patterns = [
        each["Properties"]["FilterPattern"]
        for each in filters
        if each["Properties"]["FilterName"].startswith("guardrails/trail-changes")
    ]
    assert any(f'"{LOG_GROUP}"' in pattern for pattern in patterns)
    assert any(f'"{BUCKET}"' in pattern for pattern in patterns)
    assert existing.of_type(ALERTS, "AWS::CloudWatch::Dashboard")


def test_the_search_reads_the_existing_bucket(existing: Assembly) -> None:
    """Below the prefix of the trail, of every day: how long others keep files isn't known here."""
    table = existing.only(SEARCH, "AWS::Glue::Table")["TableInput"]
    place = f"s3://{BUCKET}/{PREFIX}/AWSLogs/o-exampleorg1/"
    assert table["StorageDescriptor"]["Location"] == place
    assert table["Parameters"]["storage.location.template"].startswith(f"{place}${{account}}/CloudTrail/")
    assert table["Parameters"]["projection.day.range"] == "2013/11/13,NOW"
    assert existing.stacks[SEARCH]["environment"] == f"aws://{ARCHIVE}/{HOME}"


def test_the_deployment_reads_none_of_the_evidence(baseline: Baseline, existing: Assembly) -> None:
    """What CloudFormation deploys with is denied the existing log group, the files and the key."""
    policies = [
        policy for policy in execution_policies(baseline, existing.directory) if policy.region == HOME
    ]
    for account in (MANAGEMENT, ARCHIVE):
        denied = json.dumps(
            [
                statement
                for policy in policies
                for statement in policy.document["Statement"]
                if policy.account == account and statement["Effect"] == "Deny"
            ]
        )
        assert KEY in denied
        assert f"arn:aws:s3:::{BUCKET}/*" in denied
        assert "alias/organization-trail" not in denied
        assert (f"log-group:{LOG_GROUP}*" in denied) is (account == MANAGEMENT)


def test_a_key_elsewhere_lets_the_analysts_decrypt(baseline: Baseline) -> None:
    """No other policy of the owner has to change: the trail records already."""
    policies: dict[str, Any] = required_policies(baseline)
    assert list(policies) == [KEY]
    (statement,) = policies[KEY]["Statement"]
    assert (statement["Action"], statement["Principal"]) == (
        "kms:Decrypt",
        {"AWS": f"arn:aws:iam::{ARCHIVE}:root"},
    )
    data = data_of_example()
    use_existing(data)
    data["trail"].pop("search")
    assert required_policies(loaded(data)) == {}
