"""Which accounts the patterns of policies name: by their whole ids, or perhaps by a part of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WHOLE = re.compile(r"\d{12}")
_PART = re.compile(r"(?:^|[:*?])\d+[*?]|[*?]\d+(?:$|[:*?])")
"""Digits that may be the begin or the end of an account's id: between a wildcard and a colon or another one.

A letter between them and the colon, as in `table/t1*`, can't be in an id, whatever the wildcards take.
"""


def account_ids(patterns: Iterable[str]) -> frozenset[str] | None:
    """Return the ids that patterns spell out; None where a pattern may name a part of any id."""
    ids: set[str] = set()
    for pattern in patterns:
        if _PART.search(pattern):
            return None
        ids.update(spelled_ids(pattern))
    return frozenset(ids)


def spelled_ids(text: str) -> list[str]:
    """Return what in a text has the form of an account's id."""
    return _WHOLE.findall(text)
