"""Partitions: which one a region or an ARN is of."""

from __future__ import annotations

from importlib.resources import files
from json import loads

import pytest

from guardrails.aws_facts import PARTITIONS, all_regions, partition_of_arn, partition_of_region


def test_every_region_is_of_the_partition_that_aws_says() -> None:
    """The installed botocore knows the regions of all partitions."""
    data = loads((files("botocore") / "data" / "partitions.json").read_text(encoding="utf-8"))
    regions = {
        region: partition["id"]
        for partition in data["partitions"]
        for region in partition["regions"]
        if "-global" not in region
    }
    assert len(set(regions.values())) >= 8
    assert {region: partition_of_region(region) for region in regions} == regions


def test_the_regions_of_the_product_are_of_the_partition_aws() -> None:
    """Our list of regions holds no other partition's."""
    assert {partition_of_region(region) for region in all_regions()} == {"aws"}


@pytest.mark.parametrize("name", ["", "europe", "eu-west", "eu-west-1a", "aws-global"])
def test_other_names_are_of_no_partition(name: str) -> None:
    """A name that is no region's is no other partition's either."""
    assert partition_of_region(name) is None


def test_an_arn_names_its_partition() -> None:
    """The second part of an ARN is the partition."""
    assert {partition_of_arn(f"arn:{name}:iam::*:role/x") for name in PARTITIONS} == PARTITIONS
    assert [partition_of_arn(text) for text in ("arn:amazon:iam", "aws-cn:iam", "", "arn")] == [None] * 4
