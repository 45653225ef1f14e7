"""Call every unit by its name in AWS."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find units whose name in AWS differs from the file."""
    units, tree = inspection.organization.units, inspection.baseline.tree
    if units is None:
        yield inspection.unknown("units", "organizations:ListOrganizationalUnitsForParent")
    for unit in units or ():
        node = tree.by_id.get(unit.id)
        if node is not None and node.name != unit.name:
            yield PreflightViolation(
                node.path,
                f"is called {unit.name} in AWS",
                f"rename it in the file to {unit.name}, or rename the unit",
                ("organization",),
            )


CHECK = PreflightCheck(
    id="PF-UNI-003",
    title="Call every unit by its name in AWS",
    why="Everybody who reads the file or an alarm looks for a unit under its name in AWS.",
    fix="Rename the unit in the file or in AWS.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html",
    severity=WARNING,
    check=check,
    reads=("organization",),
)
