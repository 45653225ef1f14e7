"""Keep the names of stack sets free."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.baseline.sections.break_glass import BREAK_GLASS_SET
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find stack sets with a name of ours that no stack of ours made."""
    if inspection.baseline.accounts is None:
        return
    captured = inspection.capture.stacks
    stack_sets = captured.stack_sets if captured is not None else None
    if stack_sets is None:
        yield inspection.unknown("stack sets", "cloudformation:ListStackSets")
    for stack_set in stack_sets or ():
        if stack_set.name in (STACK_SET, BREAK_GLASS_SET):
            yield from taken(inspection, stack_set.name, stack_set.name, "accounts")


CHECK = PreflightCheck(
    id="PF-NAM-008",
    title="Keep the names of stack sets free",
    why="CloudFormation refuses a second stack set of one name, and the deployment rolls back.",
    fix="Delete the other stack set, or import it into the stack.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html",
    severity=FAILURE,
    check=check,
    reads=("stacks",),
)
