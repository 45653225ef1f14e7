"""Warn of what may outlive an elevation."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    for name, elevation in baseline.access.elevations.items() if baseline.access else ():
        problem = f"a role that {elevation.group} assume before {elevation.ends} may outlive the elevation"
        problem += " by its session: one hour by the CLI and the API, up to twelve in the console"
        remedy = "look in CloudTrail for the roles that were assumed, or accept this"
        yield Match(("access", "elevations", name), problem, remedy)


ELEVATION_OUTLIVED = BaselineWarning(
    id="elevation-outlived",
    title="Nothing outlives an elevation",
    why="AWS ends the calls of the elevated role itself. A session of another role that it assumed meanwhile "
    "goes on until its own end, and so does everything that it made, such as an access key.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html",
    find=_find,
)
