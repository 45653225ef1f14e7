"""AWS's limits, and the size that is held against them."""

from __future__ import annotations

import json

import pytest
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import POLICY_NAME_LENGTH, measured_size, quota


def test_service_control_policies_have_the_quota_of_2026() -> None:
    """The limits were doubled in May 2026."""
    assert quota("SERVICE_CONTROL_POLICY").max_characters == 10_240
    assert quota("SERVICE_CONTROL_POLICY").max_attached_per_target == 10


def test_resource_control_policies_were_not_doubled() -> None:
    """An RCP may have half the size of an SCP, and half as many may be attached."""
    assert quota("RESOURCE_CONTROL_POLICY").max_characters == 5_120
    assert quota("RESOURCE_CONTROL_POLICY").max_attached_per_target == 5


@pytest.mark.parametrize("policy_type", ["SCP", "service_control_policy", "INSPECTOR_POLICY", ""])
def test_invents_no_quota(policy_type: str) -> None:
    """A type that does not exist or has no published quota has none here."""
    with pytest.raises(KeyError):
        quota(policy_type)


def test_quotas_are_of_real_policy_types() -> None:
    """The Organizations API knows every type that has a quota, and takes names of the length given."""
    shapes = Loader().load_service_model("organizations", "service-2")["shapes"]
    types = [name for name in shapes["PolicyType"]["enum"] if _has_quota(name)]
    assert len(types) == 8
    assert shapes["PolicyName"]["max"] == POLICY_NAME_LENGTH


def _has_quota(policy_type: str) -> bool:
    try:
        quota(policy_type)
    except KeyError:
        return False
    return True


def test_counts_one_space_after_each_colon_and_comma() -> None:
    """CloudFormation may store the structural spaces, so a document has to fit with them."""
    assert measured_size({"a": ["b", "c"]}) == len('{"a": ["b", "c"]}')


def test_counts_characters_not_bytes_or_escapes() -> None:
    """A character outside ASCII is one character; colons and commas inside a text get no space."""
    assert measured_size({"Sid": "ü:,"}) == len('{"Sid": "ü:,"}')


@given(st.dictionaries(st.text(), st.lists(st.text())))
def test_is_never_less_than_the_minified_text(document: dict[str, list[str]]) -> None:
    """What fits when measured also fits when stored without a single space."""
    assert measured_size(document) >= len(json.dumps(document, separators=(",", ":"), ensure_ascii=False))
