"""Render guardrails/aws_facts/regions.txt: the regions of partition `aws`, each with its source and day."""

from __future__ import annotations

import datetime as dt
import re

from guardrails.aws_facts.regions import PARTITION
from scripts.packaged import packaged_json


def packaged_regions() -> frozenset[str]:
    """Return the regions that the installed botocore knows, without pseudo-regions such as `aws-global`."""
    partitions = packaged_json("botocore", "partitions.json")["partitions"]
    commercial = next(partition for partition in partitions if partition["id"] == PARTITION)
    shape = re.compile(commercial["regionRegex"])
    return frozenset(name for name in commercial["regions"] if shape.fullmatch(name))


def text(before: str, regions: frozenset[str], version: str, day: dt.date) -> str:
    """Add the regions that a version of botocore knows to those that are listed.

    AWS has never closed a region, so one that the installed botocore is too old to know stays.

    Args:
        before: The file as it is.
        regions: What botocore knows.
        version: Botocore's.
        day: The day on which it is read.
    """
    lines = {line.partition(" ")[0]: line for line in before.splitlines()}
    lines |= {name: f"{name} botocore {version} {day}" for name in regions - lines.keys()}
    return "".join(f"{lines[name]}\n" for name in sorted(lines))
