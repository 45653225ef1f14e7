"""Keep policies off the unit that Control Tower manages by itself."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.control_tower import SECURITY_UNIT, protects_log_archive
from guardrails.organization import covers
from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.control_tower import control_tower_policies, own_policies


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find policies of the baseline at the unit that has Control Tower's log archive, and below it."""
    if inspection.capture.policies is None:
        yield inspection.unknown("policies", "organizations:ListPolicies")
    by_id = inspection.baseline.tree.by_id
    units = {
        by_id[target].path
        for policy, document in control_tower_policies(inspection)
        if protects_log_archive(document)
        for target in policy.targets or ()
        if target in by_id
    }
    for unit in sorted(units):
        for path, name, _ in own_policies(inspection):
            if covers(unit, path):
                yield PreflightViolation(
                    path,
                    f"gets {name}, but Control Tower manages {unit} by itself: this can be drift",
                    "attach the guardrail at the root or at other units",
                    ("guardrails",),
                )


CHECK = PreflightCheck(
    id="PF-CTR-002",
    title="Keep policies off the unit that Control Tower manages by itself",
    why="A policy of others at its Security unit can be drift, and Control Tower stops until it is gone.",
    fix="Attach the guardrail at the root or at other units.",
    source=SECURITY_UNIT,
    severity=WARNING,
    check=check,
    reads=("policies",),
)
