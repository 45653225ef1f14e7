"""Look at everything that the deployment deletes."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.deployment import RETAINED, deployed_stacks


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find resources and stacks in AWS that the assembly doesn't have any more."""
    for stack in deployed_stacks(inspection):
        if isinstance(stack, Unknown):
            yield stack
        elif stack.new is None:
            yield PreflightViolation(
                stack.name,
                "is a stack in AWS that the assembly doesn't have; a deployment leaves it as it is",
                "delete the stack by hand, or bring its section back into the file",
            )
        else:
            for logical_id, resource in stack.old.items():
                if logical_id not in stack.new:
                    kept = resource.get("DeletionPolicy") in RETAINED
                    problem = "leaves the stack and stays in AWS" if kept else "is deleted"
                    yield PreflightViolation(
                        f"{stack.name} {logical_id}",
                        f"{problem} ({resource.get('Type')})",
                        "deploy only if that is what you want",
                    )


CHECK = PreflightCheck(
    id="PF-DEP-001",
    title="Look at everything that the deployment deletes",
    why="CloudFormation deletes each resource that a template loses, and asks nobody.",
    fix="Bring back into the file whatever should stay.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html",
    severity=WARNING,
    check=check,
    reads=("stacks",),
    needs_templates=True,
)
