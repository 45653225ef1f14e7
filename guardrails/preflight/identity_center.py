"""Read the parts of the instance of Identity Center that a baseline names."""

from __future__ import annotations

from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)


def instance_groups(access: CapturedAccess | None, arn: str) -> tuple[CapturedGroup, ...] | None:
    """Return the groups of an instance; none where there is no such instance, None where nobody knows."""
    instance = _instance(access, arn)
    if instance is None:
        return None if access is None or access.instances is None else ()
    return instance.groups


def instance_sets(access: CapturedAccess | None, arn: str) -> tuple[CapturedPermissionSet, ...] | None:
    """Return the permission sets of an instance, with the same two exceptions as for groups."""
    instance = _instance(access, arn)
    if instance is None:
        return None if access is None or access.instances is None else ()
    return instance.permission_sets


def _instance(access: CapturedAccess | None, arn: str) -> CapturedInstance | None:
    instances = access.instances if access is not None else None
    return next((instance for instance in instances or () if instance.arn == arn), None)
