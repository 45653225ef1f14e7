"""Read the parts of the instance of Identity Center that a baseline names."""

from __future__ import annotations

from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.preflight.check import Inspection, Unknown


def named_instance(inspection: Inspection) -> CapturedInstance | Unknown | None:
    """Return the instance that the baseline names: none where AWS has no such, or where no section names one.

    It is unknown where nobody could list the instances.
    """
    section, captured = inspection.baseline.access, inspection.capture.access
    if section is None:
        return None
    if captured is None or captured.instances is None:
        return inspection.unknown("the instance", "sso:ListInstances")
    return _instance(captured, section.instance)


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
