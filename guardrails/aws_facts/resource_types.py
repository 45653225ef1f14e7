"""In which regions CloudFormation lacks a resource type of our stacks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("resource_types.txt")


def regions_without(resource_type: str) -> frozenset[str]:
    """Return the regions of partition `aws` where CloudFormation lacks a resource type of our stacks.

    Regions that the data doesn't know are left out.

    Source: resource_types.txt, which `make facts` reads from the schemas that cfn-lint ships.
    """
    return _lacking().get(resource_type, frozenset())


def resource_types_source() -> str:
    """Return version and day of the data, such as `cfn-lint 1.58.0, 2026-11-28`."""
    return FILE.read_text(encoding="ascii").partition("\n")[0]


@cache
def _lacking() -> dict[str, frozenset[str]]:
    _, *lines = FILE.read_text(encoding="ascii").splitlines()
    words = (line.split(" ") for line in lines)
    return {resource_type: frozenset(regions) for resource_type, *regions in words}
