"""An elevation in the small baseline."""

from __future__ import annotations

from tests.baselines import SMALL

STARTS, ENDS = "2026-06-01T08:00:00Z", "2026-06-01T16:00:00Z"
FIELDS = {
    "group": "developers",
    "permission_set": "Developer",
    "account": "Workloads/Prod/shop",
    "starts": "2026-06-01T08:00Z",
    "ends": "2026-06-01T16:00Z",
    "reason": "Repairs the orders",
    "approved_by": "pulls/17",
}


def elevated(text: str = SMALL, longest: str = "", name: str = "incident-4711", **fields: str) -> str:
    """Let a baseline have an elevation, with other fields where they are named."""
    lines = "".join(f"      {key}: {value}\n" for key, value in (FIELDS | fields).items())
    first = f"  longest_elevation_hours: {longest}\n" if longest else ""
    return text.replace("  assignments:\n", f"{first}  elevations:\n    {name}:\n{lines}  assignments:\n")
