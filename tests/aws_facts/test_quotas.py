"""AWS's limits, and the size that is held against them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import (
    BUDGET_NOTIFICATIONS,
    BUDGET_SUBSCRIBERS,
    PERMISSION_SET_NAME_LENGTH,
    POLICY_NAME_LENGTH,
    STACKSET_TEMPLATE_BYTES,
    measured_size,
    quota,
)


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
    """No quota has a misspelt policy type, for the Organizations API knows all eight."""
    assert sum(_has_quota(name) for name in _shapes("organizations")["PolicyType"]["enum"]) == 8


@pytest.mark.parametrize(
    ("service", "shape", "figure"),
    [
        ("organizations", "PolicyName", POLICY_NAME_LENGTH),
        ("sso-admin", "PermissionSetName", PERMISSION_SET_NAME_LENGTH),
        ("budgets", "NotificationWithSubscribersList", BUDGET_NOTIFICATIONS),
        ("budgets", "Subscribers", BUDGET_SUBSCRIBERS),
    ],
)
def test_figures_are_those_of_the_api(service: str, shape: str, figure: int) -> None:
    """A length that the API's own model states is the length given here."""
    assert _shapes(service)[shape]["max"] == figure


def test_template_size_is_that_of_the_api() -> None:
    """CloudFormation's model states the size of a StackSet's template in words."""
    template = _shapes("cloudformation")["CreateStackSetInput"]["members"]["TemplateBody"]
    assert f"{STACKSET_TEMPLATE_BYTES:,} bytes" in template["documentation"]


def _shapes(service: str) -> dict[str, Any]:
    shapes: dict[str, Any] = Loader().load_service_model(service, "service-2")["shapes"]
    return shapes


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
