"""The regions of the commercial partition, and which of them every account has from the start."""

from __future__ import annotations

from functools import cache

PARTITION = "aws"
FILE = __file__.removesuffix(".py") + ".txt"

# Regions that opened before 2019-03-20 are enabled in every account and cannot be disabled; all later ones
# are opt-in. So this set is closed: a new region never joins it.
# Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html, checked 2026-11-22.
_DEFAULT_ENABLED = frozenset(
    {
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    }
)


@cache
def all_regions() -> frozenset[str]:
    """Return every region of partition `aws`.

    The pseudo-region `aws-global` is left out: no request is ever made in it.

    Source: regions.txt, where each region stands with the version of botocore that it was read from, and the
    day. `make facts` adds those that the installed botocore knows.
    """
    with open(FILE, encoding="ascii") as file:  # noqa: PTH123 - pathlib takes longer to import than this
        return frozenset(line.partition(" ")[0] for line in file)


def default_enabled_regions() -> frozenset[str]:
    """Return the regions that are enabled in every account and cannot be disabled.

    Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    """
    return _DEFAULT_ENABLED


def opt_in_regions() -> frozenset[str]:
    """Return the regions that an account uses only after somebody has enabled them there."""
    return all_regions() - _DEFAULT_ENABLED


def is_region(name: str) -> bool:
    """Return whether the name, spelled exactly so, is a region of partition `aws`."""
    return name in all_regions()
