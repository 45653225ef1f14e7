"""The groups, permission sets and sixty assignments of Control Tower and of the company.

https://docs.aws.amazon.com/controltower/latest/userguide/sso-groups.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from emulator.arns import managed_policy_arn
from emulator.seeds.planting import PlantedAccess

if TYPE_CHECKING:
    from emulator.baseline import Seed

SETS = {
    "AWSAdministratorAccess": "AdministratorAccess",
    "AWSOrganizationsFullAccess": "AWSOrganizationsFullAccess",
    "AWSPowerUserAccess": "PowerUserAccess",
    "AWSReadOnlyAccess": "job-function/ViewOnlyAccess",
    "AWSServiceCatalogAdminFullAccess": "AWSServiceCatalogAdminFullAccess",
    "AWSServiceCatalogEndUserAccess": "AWSServiceCatalogEndUserFullAccess",
}
GROUPS = {
    "AWSAccountFactory": "Read-only access to account factory in AWS Service Catalog for end users",
    "AWSAuditAccountAdmins": "Admin rights to cross-account audit account",
    "AWSControlTowerAdmins": "Admin rights to AWS Control Tower core and provisioned accounts",
    "AWSLogArchiveAdmins": "Admin rights to log archive account",
    "AWSLogArchiveViewers": "Read-only access to log archive account",
    "AWSSecurityAuditPowerUsers": "Power user access to all accounts for security audits",
    "AWSSecurityAuditors": "Read-only access to all accounts for security audits",
}
_OWN_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["cloudwatch:*", "logs:*", "sqs:*", "dynamodb:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:*User*", "Resource": "*"},
    ],
}


def plant(seed: Seed, central: tuple[str, str, str]) -> None:
    """Plant sets, groups and assignments.

    Args:
        seed: The organization.
        central: The management, log archive and audit accounts.
    """
    access, (management, log_archive, audit) = PlantedAccess(seed), central
    sets = {name: access.add_set(name, managed_policy_arn(policy)) for name, policy in SETS.items()}
    groups = {name: access.add_group(name, description) for name, description in GROUPS.items()}
    administrator = sets["AWSAdministratorAccess"]
    for account in (each.id for each in seed.accounts()):
        is_management = account == management
        admin_set = administrator if is_management else sets["AWSOrganizationsFullAccess"]
        access.assign(admin_set, groups["AWSControlTowerAdmins"], account)
        access.assign(sets["AWSReadOnlyAccess"], groups["AWSSecurityAuditors"], account)
        access.assign(sets["AWSPowerUserAccess"], groups["AWSSecurityAuditPowerUsers"], account)
    access.assign(sets["AWSServiceCatalogEndUserAccess"], groups["AWSAccountFactory"], management)
    access.assign(sets["AWSServiceCatalogAdminFullAccess"], groups["AWSControlTowerAdmins"], management)
    access.assign(administrator, groups["AWSAuditAccountAdmins"], audit)
    access.assign(administrator, groups["AWSLogArchiveAdmins"], log_archive)
    access.assign(sets["AWSReadOnlyAccess"], groups["AWSLogArchiveViewers"], log_archive)
    _plant_own(access, seed, central, sets["AWSReadOnlyAccess"])


def _plant_own(access: PlantedAccess, seed: Seed, central: tuple[str, ...], read_only: str) -> None:
    """Plant two permission sets, and 19 assignments, of the company's own."""
    developer = access.add_set(
        "Developer",
        managed_policy_arn("ReadOnlyAccess"),
        description="Work on applications",
        inline=json.dumps(_OWN_POLICY),
    )
    billing = access.add_set("BillingReview", managed_policy_arn("job-function/Billing"))
    developers, finance = access.add_group("developers"), access.add_group("finance")
    for account in (each.id for each in seed.accounts() if each.id not in central):
        access.assign(developer, developers, account)
        access.assign(read_only, developers, account)
    access.assign(billing, finance, central[0])
