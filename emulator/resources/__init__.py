"""The CloudFormation resource types that the emulator honours."""

from __future__ import annotations

from emulator import hooks
from emulator.resources import cdk, organizations, s3
from emulator.resources.engine import Lifecycle

TYPES = (*cdk.TYPES, *organizations.TYPES, *s3.TYPES)


def install() -> None:
    """Make these types, and no others, known to the CloudFormation engine."""
    hooks.install_resource_types({each.name: Lifecycle(each).provisioner() for each in TYPES})
