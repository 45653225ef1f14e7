"""The partitions of AWS: which one a region or an ARN is of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "aws-cn": r"cn-\w+-\d+",
        "aws-us-gov": r"us-gov-\w+-\d+",
        "aws-iso": r"us-iso-\w+-\d+",
        "aws-iso-b": r"us-isob-\w+-\d+",
        "aws-iso-e": r"eu-isoe-\w+-\d+",
        "aws-iso-f": r"us-isof-\w+-\d+",
        "aws-eusc": r"eusc-[a-z]{2}-\w+-\d+",
        "aws": r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
    }
)
"""The form that the codes of a partition's regions have.

Source: partitions.json of botocore 1.43.106, checked 2026-11-29; a test holds them against the installed one.
"""


def partition_of_region(region: str) -> str | None:
    """Return the partition whose regions have codes of this form; None where no partition's have."""
    return next((name for name, form in _REGIONS.items() if re.fullmatch(form, region, re.ASCII)), None)


def partition_of_arn(arn: str) -> str | None:
    """Return the partition that an ARN names; None where AWS has no such partition, or where it is no ARN."""
    beginning, _, remainder = arn.partition(":")
    name = remainder.partition(":")[0]
    return name if beginning == "arn" and name in _REGIONS else None
