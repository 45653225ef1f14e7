"""Render guardrails/aws_facts/resource_types.txt: the regions that lack a resource type of our stacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.metadata import version

from cfnlint.helpers import REGIONS
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from guardrails.aws_facts import all_regions
from guardrails.baseline.check_home_region import SECTION_TYPES


def text(before: str, day: dt.date) -> str:
    """Render the file, which keeps its day as long as nothing else changes.

    Args:
        before: The file as it is.
        day: The day on which the installed cfn-lint is read.
    """
    source = f"cfn-lint {version('cfn-lint')}, "
    head, _, rows = before.partition("\n")
    lines = "".join(f"{line}\n" for line in _lines())
    return before if head.startswith(source) and rows == lines else f"{source}{day}\n{lines}"


def _lines() -> Iterator[str]:
    known = sorted(all_regions().intersection(REGIONS))
    types = {region: frozenset(PROVIDER_SCHEMA_MANAGER.get_resource_types(region)) for region in known}
    for resource_type in sorted({each for section in SECTION_TYPES.values() for each in section}):
        if lacking := [region for region in known if resource_type not in types[region]]:
            yield " ".join([resource_type, *lacking])
