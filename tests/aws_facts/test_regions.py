"""Which regions exist, and which of them an account has without asking."""

from __future__ import annotations

import pytest

from guardrails.aws_facts import all_regions, default_enabled_regions, is_region, opt_in_regions


@pytest.mark.parametrize(
    "name", ["us-east-1", "eu-central-1", "ap-southeast-2", "mx-central-1", "af-south-1"]
)
def test_knows_commercial_regions(name: str) -> None:
    """Regions of the commercial partition, old and new, are known."""
    assert is_region(name)


@pytest.mark.parametrize(
    "name", ["aws-global", "us-gov-west-1", "cn-north-1", "eusc-de-east-1", "eu-west-9", "EU-WEST-1", ""]
)
def test_rejects_what_is_no_commercial_region(name: str) -> None:
    """Pseudo-regions, other partitions, other spellings and inventions are no regions here."""
    assert not is_region(name)


def test_default_regions_are_real() -> None:
    """A region that botocore no longer lists may not linger in the hand-kept list."""
    assert default_enabled_regions() <= all_regions()


def test_every_region_is_either_default_or_opt_in() -> None:
    """The two kinds divide the regions without rest or overlap."""
    assert default_enabled_regions() | opt_in_regions() == all_regions()
    assert not default_enabled_regions() & opt_in_regions()


@pytest.mark.parametrize(
    "name", ["ap-east-1", "me-south-1", "eu-south-1", "eu-central-2", "ca-west-1", "il-central-1"]
)
def test_regions_opened_since_march_2019_are_opt_in(name: str) -> None:
    """Hong Kong was the first region that has to be enabled; all after it have to be too."""
    assert name in opt_in_regions()
