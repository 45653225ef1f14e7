"""Keep the names of permission sets free."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import instance_sets
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find permission sets with a name of ours that no stack of ours made."""
    section, captured = inspection.baseline.granted_access, inspection.capture.access
    if section is None:
        return
    sets = instance_sets(captured, section.instance)
    if sets is None:
        yield inspection.unknown("permission sets", "sso:ListInstances", "sso:ListPermissionSets")
    for permission_set in sets or ():
        if permission_set.name is None:
            yield inspection.unknown(permission_set.arn, "sso:DescribePermissionSet")
        elif (declared := section.permission_sets.get(permission_set.name)) and not declared.existing:
            yield from taken(inspection, permission_set.name, permission_set.arn, "access", "permission_sets")


CHECK = PreflightCheck(
    id="PF-NAM-001",
    title="Keep the names of permission sets free",
    why="AWS refuses a second permission set of one name, and the deployment rolls back.",
    fix="Rename or delete the other permission set, or import it into the stack.",
    source="https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html",
    severity=FAILURE,
    check=check,
    reads=("access", "stacks"),
)
