"""Leave the denial of regions to Control Tower."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.control_tower import GUIDANCE, denies_regions
from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.control_tower import control_tower_policies, own_policies


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find policies of the baseline that deny regions in an organization with Control Tower."""
    if inspection.capture.policies is None:
        yield inspection.unknown("policies", "organizations:ListPolicies")
    theirs = control_tower_policies(inspection)
    if not theirs:
        return
    own = next((policy.name for policy, document in theirs if denies_regions(document)), "")
    beside = f"beside its policy {own}" if own else "although Control Tower has a control for that"
    for path, name, document in own_policies(inspection):
        if denies_regions(document):
            yield PreflightViolation(
                path,
                f"gets {name}, which denies regions {beside}: Control Tower can enter an undefined state",
                "use Control Tower's region deny control, or deny no region that it governs",
                ("regions",),
            )


CHECK = PreflightCheck(
    id="PF-CTR-001",
    title="Leave the denial of regions to Control Tower",
    why="AWS asks not to deny regions by other policies: Control Tower fails where they deny one to it.",
    fix="Use Control Tower's region deny control, or deny no region that it governs.",
    source=GUIDANCE,
    severity=WARNING,
    check=check,
    reads=("policies",),
)
