"""The CloudFormation resource types that the emulator honours."""

from __future__ import annotations

from emulator import hooks
from emulator.interruptions import STOPS
from emulator.resources import (
    athena,
    budgets,
    cdk,
    cloudtrail,
    cloudwatch,
    cost_explorer,
    ecr,
    glue,
    iam_policy,
    iam_role,
    identity_store,
    kms,
    logs,
    organizations,
    s3,
    sns,
    ssm,
    sso,
    stack_set,
)
from emulator.resources.base import ResourceType
from emulator.resources.engine import Lifecycle

_SERVICES = (
    athena,
    budgets,
    cdk,
    cloudtrail,
    cloudwatch,
    cost_explorer,
    ecr,
    glue,
    iam_role,
    iam_policy,
    identity_store,
    kms,
    logs,
    organizations,
    s3,
    sns,
    ssm,
    sso,
    stack_set,
)
TYPES: tuple[ResourceType, ...] = tuple(
    resource_type for service in _SERVICES for resource_type in service.TYPES
)


def install() -> None:
    """Make these types, and no others, known to the CloudFormation engine."""
    provisioners = {resource_type.name: Lifecycle(resource_type).provisioner() for resource_type in TYPES}
    hooks.install_resource_types(provisioners, deleted=STOPS.pass_by)
    hooks.install_imports(
        tuple(
            hooks.ImportedType(resource_type.name, resource_type.identifier, resource_type.imported)
            for resource_type in TYPES
            if resource_type.identifier
        )
    )
