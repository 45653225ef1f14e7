"""The exemptions of a region lock, held against what botocore and the catalogue know."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from guardrails.aws_facts import (
    AWS_GLOBAL_ACTIONS,
    GLOBAL_ACTIONS,
    REVIEWED_REGIONAL,
    actions_of,
    all_services,
    is_action,
    is_service,
    signing_region,
)
from scripts.derivation import derived_global_services, derived_signing_regions

# Names that AWS publishes in its own list and the catalogue lacks; none on 2026-11-22.
PUBLISHED_BUT_UNCATALOGUED: frozenset[str] = frozenset()


@pytest.mark.slow
def test_every_global_service_is_exempt_or_reviewed() -> None:
    """A region lock may not catch a service that answers from one place without our having decided it."""
    exempt = {action.removesuffix(":*") for action in GLOBAL_ACTIONS if action.endswith(":*")}
    undecided = derived_global_services() - exempt - REVIEWED_REGIONAL.keys()
    assert not undecided, (
        f"exempt these in GLOBAL_ACTIONS or say in REVIEWED_REGIONAL why not: {sorted(undecided)}"
    )


@pytest.mark.slow
def test_the_derivation_sees_global_services() -> None:
    """The derivation finds services known to be global and does not take regional ones for global."""
    assert {
        "iam",
        "route53",
        "cloudfront",
        "organizations",
        "budgets",
        "ce",
        "support",
    } <= derived_global_services()
    assert not {"ec2", "s3", "lambda", "dynamodb", "kms", "rds", "logs"} & derived_global_services()


@pytest.mark.slow
def test_the_derivation_speaks_of_iams_prefixes() -> None:
    """An endpoint that is not traced back to an IAM prefix cannot be exempted by one."""
    assert derived_global_services() <= all_services()


@pytest.mark.slow
def test_reviews_are_needed() -> None:
    """A review is dropped once its service is exempt, or is no longer served from one place."""
    assert REVIEWED_REGIONAL.keys() <= derived_global_services()
    assert not {f"{service}:*" for service in REVIEWED_REGIONAL} & set(GLOBAL_ACTIONS)
    assert all(REVIEWED_REGIONAL.values())


@pytest.mark.parametrize("action", GLOBAL_ACTIONS)
def test_every_exemption_names_something_real(action: str) -> None:
    """A misspelt exemption would exempt nothing, silently."""
    service, _, name = action.partition(":")
    if action in PUBLISHED_BUT_UNCATALOGUED:
        return
    assert is_service(service)
    assert name == "*" or any(fnmatchcase(known, action) for known in actions_of(service))


def test_uncatalogued_names_are_still_uncatalogued() -> None:
    """The list of names to take on trust shrinks when the catalogue learns them."""
    assert not [action for action in PUBLISHED_BUT_UNCATALOGUED if is_action(action)]


@pytest.mark.parametrize("action", GLOBAL_ACTIONS)
def test_no_exemption_reaches_into_other_services(action: str) -> None:
    """A wildcard before the colon would exempt services that nobody has looked at."""
    service, colon, _ = action.partition(":")
    assert colon
    assert not {"*", "?"} & set(service)


def test_awss_own_exemptions_are_all_kept() -> None:
    """What AWS lets through its own region lock, ours lets through too, each once and in order."""
    assert set(AWS_GLOBAL_ACTIONS) <= set(GLOBAL_ACTIONS)
    assert list(GLOBAL_ACTIONS) == sorted(set(GLOBAL_ACTIONS))


@pytest.mark.parametrize(
    "service", ["ec2", "s3", "lambda", "rds", "dynamodb", "bedrock", "sagemaker", "lightsail"]
)
def test_workload_services_stay_locked(service: str) -> None:
    """A region lock that exempts where workloads run locks nothing."""
    assert f"{service}:*" not in GLOBAL_ACTIONS


@pytest.mark.slow
def test_requests_to_global_services_carry_the_region_that_they_are_signed_for() -> None:
    """They are botocore's; CloudHSM Classic alone has none: it shares its prefix with a regional service."""
    derived = derived_signing_regions()
    assert {service: signing_region(service) for service in derived} == {**derived, "cloudhsm": None}
    assert derived.keys() | {"codecatalyst"} == derived_global_services()


@pytest.mark.parametrize(
    ("service", "region"),
    [
        ("IAM", "us-east-1"),
        ("route53", "us-east-1"),
        ("networkmanager", "us-west-2"),
        ("globalaccelerator", "us-west-2"),
        ("ec2", None),
        ("sts", None),
        ("nonsense", None),
    ],
)
def test_a_regional_service_has_no_signing_region(service: str, region: str | None) -> None:
    """Its requests carry the region that they are sent to."""
    assert signing_region(service) == region
