"""The ids of what `compare` finds, for `accept` to name; without what finds it, which takes time to load."""

from __future__ import annotations

POLICIES, UNDECIDED = "widened-policies", "undecided-policies"
_SECTIONS = (
    "accept accounts access alerts budgets exemptions former organization regions scope services tags trail"
)


def of_section(section: str) -> str:
    """Return the id of what widens in a section of the file."""
    return f"widened-{section}"


WIDENED_IDS = frozenset({POLICIES, UNDECIDED, *map(of_section, _SECTIONS.split())})
"""The ids of what `compare` finds."""
