"""Keep every unit under the parent that the file names."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.misplaced import misplaced


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find units that AWS has under another parent than the file."""
    units = inspection.organization.units
    if units is None:
        yield inspection.unknown("units", "organizations:ListOrganizationalUnitsForParent")
    for moved in misplaced(inspection, units or ()):
        yield PreflightViolation(
            moved.path,
            f"is under {moved.actual} in AWS, not under {moved.expected}",
            "write it under that parent in the file",
            ("organization",),
        )


CHECK = PreflightCheck(
    id="PF-UNI-002",
    title="Keep every unit under the parent that the file names",
    why="A unit inherits the policies of the units above it, so a wrong parent makes every answer wrong.",
    fix="Write the unit under its real parent.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
