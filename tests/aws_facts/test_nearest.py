"""The name behind "did you mean"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import actions_of, all_regions, all_services, nearest


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("eu-west-9", "eu-west-3"),
        ("eu-cental-1", "eu-central-1"),
        ("us-esat-1", "us-east-1"),
        ("useast1", "us-east-1"),
        ("EU-WEST-1", "eu-west-1"),
    ],
)
def test_finds_the_region_that_was_meant(written: str, meant: str) -> None:
    """A slip in a region's name leads back to it."""
    assert nearest(written, all_regions()) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("cloud-front", "cloudfront"), ("lamda", "lambda"), ("quicksite", "quicksight"), ("ec-2", "ec2")],
)
def test_finds_the_service_that_was_meant(written: str, meant: str) -> None:
    """A slip in a service's prefix leads back to it."""
    assert nearest(written, all_services()) == meant


def test_finds_the_action_that_was_meant() -> None:
    """A slip in an action leads back to it, in AWS's spelling."""
    assert nearest("ec2:runinstance", actions_of("ec2")) == "ec2:RunInstances"


def test_suggests_nothing_where_nothing_is_alike() -> None:
    """A wild guess would be worse than none."""
    assert nearest("zzzz", all_services()) is None
    assert nearest("eu-west-1", ()) is None


@given(
    st.permutations(sorted(all_regions())), st.sampled_from(["eu-west-9", "ap-south-9", "us-1", "central"])
)
def test_order_of_candidates_does_not_matter(candidates: list[str], written: str) -> None:
    """The same mistake gets the same advice, whatever set or list the candidates come from."""
    assert nearest(written, candidates) == nearest(written, all_regions())


@given(st.sampled_from(sorted(all_services())))
def test_a_known_name_is_its_own_nearest(name: str) -> None:
    """Nothing is more like a name than the name itself."""
    assert nearest(name, all_services()) == name
