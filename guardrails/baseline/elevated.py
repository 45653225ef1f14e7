"""Which elevation a permission set or an assignment of `Baseline.granted_access` stands for."""

from __future__ import annotations

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.elevations import PREFIX, Elevation
from guardrails.marked import Path


def elevation_of(baseline: Baseline, permission_set: str) -> Elevation | None:
    """Return the elevation that a permission set is made for; None for every other permission set."""
    elevations = baseline.access.elevations if baseline.access is not None else {}
    return elevations.get(permission_set.removeprefix(PREFIX)) if permission_set.startswith(PREFIX) else None


def window_of(elevation: Elevation) -> str:
    """Say from when until when an elevation is open."""
    return f"from {elevation.starts} until {elevation.ends}"


def assignment_path(baseline: Baseline, index: int) -> Path:
    """Return where the file says an assignment of `Baseline.granted_access`."""
    section = baseline.granted_access
    name = section.assignments[index].permission_set if section is not None else ""
    if elevation_of(baseline, name) is not None:
        return ("access", "elevations", name.removeprefix(PREFIX))
    return ("access", "assignments", index)
