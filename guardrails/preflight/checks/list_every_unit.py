"""List every unit in the file."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find units of the organization that the file doesn't name."""
    units, tree = inspection.organization.units, inspection.baseline.tree
    if units is None:
        yield inspection.unknown("units", "organizations:ListOrganizationalUnitsForParent")
    for unit in units or ():
        if unit.id not in tree.by_id:
            yield PreflightViolation(
                f"{unit.name} ({unit.id})",
                "stands in AWS and not in the file, so no list is about it",
                f"add it to the file under {unit.parent}",
                ("organization",),
            )


CHECK = PreflightCheck(
    id="PF-UNI-004",
    title="List every unit in the file",
    why="A unit that the file doesn't name inherits policies, but nobody sees which.",
    fix="Add the unit to the file.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html",
    severity=WARNING,
    check=check,
    reads=("organization",),
)
