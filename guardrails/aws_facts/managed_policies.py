"""The documents of AWS managed policies of one day: pinned by `make facts` from moto (Apache License 2.0)."""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("managed_policies.xz")
NAMES = Path(__file__).with_name("managed_policies.txt")
"""The day and the names of FILE, which takes 50 ms to unpack."""


def managed_policy(name: str) -> dict[str, Any] | None:
    """Return the document of an AWS managed policy; None where the pinned data lacks it.

    Args:
        name: the part of its ARN after `policy/`, such as job-function/Billing.
    """
    text = _pinned()[1].get(name)
    return None if text is None else json.loads(text)


def managed_policies_date() -> str:
    """Return the day of the newest policy in the pinned data, as YYYY-MM-DD."""
    with NAMES.open(encoding="ascii") as file:
        return file.readline().rstrip("\n")


@cache
def managed_policy_names() -> frozenset[str]:
    """Return the names of the policies in the pinned data: the part of each ARN after `policy/`."""
    return frozenset(NAMES.read_text(encoding="ascii").split()[1:])


@cache
def _pinned() -> tuple[str, Mapping[str, str]]:
    day, *lines = lzma.decompress(FILE.read_bytes()).decode().split("\n")
    policies = (line.partition(" ") for line in lines)
    return day, {name: document for name, _, document in policies}
