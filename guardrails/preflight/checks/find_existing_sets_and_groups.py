"""Find the permission sets and groups of others."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.existing_sets import source_of
from guardrails.baseline.foreign import Foreign
from guardrails.baseline.foreign_center import ForeignGroup, ForeignSet
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import instance_groups, instance_sets


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find existing sets and groups that are gone, or that AWS knows by another ARN, id or name."""
    section, foreign = inspection.baseline.access, inspection.baseline.foreign
    if section is None:
        return
    captured = inspection.capture.access
    if instance_sets(captured, section.instance) is None:
        yield inspection.unknown("permission sets", "sso:ListInstances", "sso:ListPermissionSets")
    if instance_groups(captured, section.instance) is None:
        yield inspection.unknown("groups", "sso:ListInstances", "identitystore:ListGroups")
    center = inspection.baseline.foreign_center
    if foreign is None or center is None:
        return
    for name, declared_set in section.permission_sets.items():
        if declared_set.existing:
            yield from _set(inspection, foreign, center.sets[name], section.instance)
    for name, group in section.groups.items():
        if group.existing:
            yield from _group(inspection, foreign, center.groups[name], section.instance)


def _set(
    inspection: Inspection, foreign: Foreign, entry: ForeignSet, instance: str
) -> Iterator[PreflightViolation | Unknown]:
    sets = instance_sets(inspection.capture.access, instance)
    if sets is None:
        return
    path = ("access", "permission_sets", entry.name)
    by_arn = next((captured for captured in sets if captured.arn == entry.arn), None)
    by_name = next((captured for captured in sets if captured.name == entry.name), None)
    if by_arn is not None and by_arn.name is None:
        yield inspection.unknown(entry.arn, "sso:DescribePermissionSet")
    elif by_arn is None and by_name is not None:
        problem = f"has the ARN {by_name.arn}, and {source_of(foreign)} says {entry.arn}"
        yield PreflightViolation(entry.name, problem, _again(foreign), path)
    elif by_arn is None:
        yield PreflightViolation(entry.name, "is gone: AWS has no such permission set", _gone(foreign), path)
    elif by_arn.name != entry.name:
        yield PreflightViolation(entry.name, f"is called {by_arn.name} in AWS", _again(foreign), path)


def _group(
    inspection: Inspection, foreign: Foreign, entry: ForeignGroup, instance: str
) -> Iterator[PreflightViolation | Unknown]:
    groups = instance_groups(inspection.capture.access, instance)
    if groups is None:
        return
    path = ("access", "groups", entry.name)
    by_id = next((captured for captured in groups if captured.id == entry.id), None)
    by_name = next((captured for captured in groups if captured.name == entry.name), None)
    if by_id is None and by_name is not None:
        problem = f"has the id {by_name.id}, and {source_of(foreign)} says {entry.id}"
        yield PreflightViolation(entry.name, problem, _again(foreign, entry.name), path)
    elif by_id is None:
        yield PreflightViolation(entry.name, "is gone: AWS has no such group", _gone(foreign), path)
    elif by_id.name != entry.name:
        problem = f"is called {by_id.name} in AWS"
        yield PreflightViolation(entry.name, problem, _again(foreign, by_id.name), path)


def _again(foreign: Foreign, group: str = "") -> str:
    option = f' --group "{group}"' if group else ""
    command = f"`python -m guardrails capture --foreign {foreign.file}{option}`"
    return f"read it again, and look at what changes: {command}"


def _gone(foreign: Foreign) -> str:
    return f"remove its assignments, or let its owner make it; then {_again(foreign)}"


CHECK = PreflightCheck(
    id="PF-SSO-007",
    title="Find the permission sets and groups of others",
    why="An assignment of a permission set or group that is gone fails, and the deployment rolls back.",
    fix="Read the file with the policies of others again, or remove the assignments.",
    source="https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html",
    severity=FAILURE,
    check=check,
    reads=("access",),
)
