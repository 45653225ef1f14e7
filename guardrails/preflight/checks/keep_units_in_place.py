"""Keep every unit under the parent that the file names."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find units that AWS has under another parent than the file."""
    units, tree = inspection.organization.units, inspection.baseline.tree
    if units is None:
        yield inspection.unknown("units", "organizations:ListOrganizationalUnitsForParent")
    for unit in units or ():
        node = tree.by_id.get(unit.id)
        if node is None:
            continue
        parent = tree.by_path[tree.parents[node.path]]
        if unit.parent != parent.id:
            actual = tree.by_id.get(unit.parent)
            yield PreflightViolation(
                node.path,
                f"is under {actual.path if actual else unit.parent} in AWS, not under {parent.path}",
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
