"""Name only units that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.organization import OrganizationalUnit, Root
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find units of the file that AWS doesn't have."""
    units = inspection.organization.units
    if units is None:
        yield inspection.unknown("units", "organizations:ListOrganizationalUnitsForParent")
        return
    present = {unit.id for unit in units}
    for node in inspection.baseline.tree.nodes:
        if isinstance(node, OrganizationalUnit) and not isinstance(node, Root) and node.id not in present:
            yield PreflightViolation(
                node.path,
                f"has the id {node.id}, which no unit of the organization has",
                "correct the id, or remove the unit from the file",
                ("organization",),
            )


CHECK = PreflightCheck(
    id="PF-UNI-001",
    title="Name only units that exist",
    why="AWS refuses to attach a policy to a unit that doesn't exist, and the deployment rolls back.",
    fix="Correct the unit's id, or remove the unit from the file.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
