"""Keep the names of groups free."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import instance_groups
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find groups with the name of a group that the stack makes, and that no stack of ours made."""
    section, captured = inspection.baseline.access, inspection.capture.access
    if section is None:
        return
    groups = instance_groups(captured, section.instance)
    if groups is None:
        yield inspection.unknown("groups", "sso:ListInstances", "identitystore:ListGroups")
    for group in groups or ():
        declared = section.groups.get(group.name)
        if declared is not None and declared.id is None and not declared.existing:
            yield from taken(inspection, group.name, group.id, "access", "groups")


CHECK = PreflightCheck(
    id="PF-NAM-002",
    title="Keep the names of groups free",
    why="An identity store refuses a second group of one name, and the deployment rolls back.",
    fix="Write the id of the group into the file, rename the group, or import it into the stack.",
    source="https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroup.html",
    severity=FAILURE,
    check=check,
    reads=("access", "stacks"),
)
