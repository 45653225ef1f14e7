"""Plant policies, groups, permission sets and assignments at once, under ids that are the same each time."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from typing import TYPE_CHECKING, Any

from emulator.identity_center.service import CENTER
from emulator.identity_center.state import CenterInstance, StoredPermissionSet
from emulator.organization.state import SERVICE_CONTROL, OrganizationState, StoredPolicy
from emulator.services.identity_store import STORES, IdentityStoreGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emulator.baseline import Seed


def digest(text: str, length: int) -> str:
    """Give hexadecimal digits that a text alone determines."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def plant_policy(
    organization: OrganizationState,
    name: str,
    statements: Iterable[dict[str, Any]],
    targets: Iterable[str],
    description: str = "",
) -> None:
    """Plant a service control policy with its attachments."""
    policy = StoredPolicy(
        id=f"p-{digest(name, 8)}",
        type=SERVICE_CONTROL,
        name=name,
        description=description,
        content=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}),
        targets=dict.fromkeys(targets),
    )
    organization.policies[policy.id] = policy


class PlantedAccess:
    """The groups, permission sets and assignments of a seed's Identity Center instance."""

    def __init__(self, seed: Seed) -> None:
        if seed.identity_center is None:
            raise ValueError(seed.organization_id)
        self._created = seed.joined or time.time()
        self._instance: CenterInstance = CENTER.instances[seed.identity_center.instance_arn]

    def add_group(self, name: str, description: str = "") -> str:
        """Plant a group, and give its id."""
        group = IdentityStoreGroup(str(uuid.uuid5(uuid.NAMESPACE_DNS, name)), name, description)
        STORES.add(self._instance.identity_store, group)
        return group.id

    def add_set(self, name: str, *managed: str, description: str = "", inline: str = "") -> str:
        """Plant a permission set with policies that AWS manages, and give its ARN."""
        arn = f"{self._instance.arn.replace('instance/', 'permissionSet/')}/ps-{digest(name, 16)}"
        self._instance.permission_sets[arn] = StoredPermissionSet(
            arn,
            name,
            description=description,
            inline_policy=inline,
            managed=list(managed),
            created=self._created,
        )
        return arn

    def assign(self, permission_set: str, group: str, account: str) -> None:
        """Plant an assignment."""
        self._instance.assign(
            {
                "TargetId": account,
                "TargetType": "AWS_ACCOUNT",
                "PermissionSetArn": permission_set,
                "PrincipalType": "GROUP",
                "PrincipalId": group,
            }
        )
