"""Plant what exists before the first call: the organization, its accounts and its Identity Center."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import hooks
from emulator.arns import service_principal
from emulator.identity_center.service import CENTER
from emulator.identity_center.state import CenterInstance
from emulator.organization import access
from emulator.organization.state import (
    ACCOUNT,
    FULL_ACCESS,
    RESOURCE_CONTROL,
    SERVICE_CONTROL,
    UNIT,
    Node,
    StoredPolicy,
)
from emulator.seeds.contents import CONTENTS
from emulator.services.iam import create_service_linked_role
from emulator.services.identity_store import STORES, IdentityStoreGroup

if TYPE_CHECKING:
    from emulator.baseline import AccountSeed, IdentityCenterSeed, Seed, UnitSeed
    from emulator.organization.state import OrganizationState

_SERVICE_CONTROL_CONTENT = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
)
_RESOURCE_CONTROL_CONTENT = (
    '{"Version": "2012-10-17", "Statement": '
    '[{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
)


def plant(seed: Seed, organization: OrganizationState) -> None:
    """Make everything that the seed names."""
    organization.enabled_types.extend(seed.policy_types)
    _plant_full_access(organization)
    organization.attach_full_access(seed.root.id)
    _plant_account(organization, seed.management, seed.root.id)
    _plant_unit(organization, seed.root)
    if seed.joined is not None:
        for node in organization.nodes.values():
            node.joined = seed.joined
    for principal in seed.trusted_services:
        organization.trusted_services[principal] = organization.nodes[seed.root.id].joined
    if service_principal("cloudtrail") in seed.trusted_services:
        create_service_linked_role(service_principal("cloudtrail"), seed.management.id)
    _plant_access_roles(seed)
    if seed.identity_center:
        _plant_identity_center(seed.identity_center, seed.management.id, seed.home_region)
    if seed.content:
        CONTENTS[seed.content](seed, organization)


def _plant_access_roles(seed: Seed) -> None:
    """Make the role in one member account, and copy it into the others: thousands of calls take a minute."""
    members = [account.id for account in seed.accounts()[1:]]
    if members:
        access.create(seed.management.id, members[0])
        hooks.copy_role(access.DEFAULT_NAME, members[0], members[1:])


def _plant_full_access(organization: OrganizationState) -> None:
    organization.policies[FULL_ACCESS[SERVICE_CONTROL]] = StoredPolicy(
        id=FULL_ACCESS[SERVICE_CONTROL],
        type=SERVICE_CONTROL,
        name="FullAWSAccess",
        description="Allows access to every operation",
        content=_SERVICE_CONTROL_CONTENT,
        aws_managed=True,
    )
    organization.policies[FULL_ACCESS[RESOURCE_CONTROL]] = StoredPolicy(
        id=FULL_ACCESS[RESOURCE_CONTROL],
        type=RESOURCE_CONTROL,
        name="RCPFullAWSAccess",
        description="Allow access to resources",
        content=_RESOURCE_CONTROL_CONTENT,
        aws_managed=True,
    )


def _plant_unit(organization: OrganizationState, unit: UnitSeed) -> None:
    for account in unit.accounts:
        _plant_account(organization, account, unit.id)
    for child in unit.units:
        organization.add(Node(child.id, UNIT, child.name, unit.id))
        _plant_unit(organization, child)


def _plant_account(organization: OrganizationState, account: AccountSeed, parent: str) -> None:
    email = f"{account.name.lower().replace(' ', '-')}@example.com"
    organization.add(Node(account.id, ACCOUNT, account.name, parent, email=email))


def _plant_identity_center(seed: IdentityCenterSeed, owner: str, home: str) -> None:
    region = seed.region or home
    CENTER.instances[seed.instance_arn] = CenterInstance(
        seed.instance_arn, seed.identity_store, owner, region
    )
    STORES.open(seed.identity_store, region)
    for name, group_id in seed.groups.items():
        STORES.add(seed.identity_store, IdentityStoreGroup(group_id, name))
