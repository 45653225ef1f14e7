"""Fill the groups that have assignments."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.capture.sections.access import CapturedGroup
from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import instance_groups


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find groups with assignments and without members, and ids that no group has."""
    section, captured = inspection.baseline.granted_access, inspection.capture.access
    if section is None:
        return
    groups = instance_groups(captured, section.instance)
    if groups is None:
        yield inspection.unknown("groups", "identitystore:ListGroups", "sso:ListInstances")
        return
    by_id, by_name = ({key(group): group for group in groups} for key in (_id, _name))
    for name in dict.fromkeys(assignment.group for assignment in section.assignments):
        group_id = section.groups[name].id
        group = by_name.get(name) if group_id is None else by_id.get(group_id)
        if group is None and section.groups[name].existing:
            continue  # PF-SSO-007 says so
        if group is None and group_id is not None:
            problem, remedy = f"no group has the id {group_id}", "correct the id in the file"
            yield PreflightViolation(name, problem, remedy, ("access", "groups", name))
        elif group is not None and group.members is None:
            yield inspection.unknown(name, "identitystore:ListGroupMemberships")
        elif group is not None and group.members == 0:
            problem, remedy = "has assignments and no members", "add people to the group"
            yield PreflightViolation(name, problem, remedy, ("access", "groups", name))


def _id(group: CapturedGroup) -> str:
    return group.id


def _name(group: CapturedGroup) -> str:
    return group.name


CHECK = PreflightCheck(
    id="PF-SSO-004",
    title="Fill the groups that have assignments",
    why="An assignment of an empty group lets nobody in, and nobody notices before the emergency.",
    fix="Add people to the group, in Identity Center or at the identity provider.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/users-groups-provisioning.html",
    severity=WARNING,
    check=check,
    reads=("access",),
)
