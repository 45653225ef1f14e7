"""Plant policies, tags, closed accounts and access in proportion to the number of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.arns import build_arn, managed_policy_arn
from emulator.organization.state import ACCOUNT, UNIT
from emulator.seeds.planting import PlantedAccess, plant_policy
from emulator.seeds.sizes import ROOT, SANDBOX, WORKLOADS

if TYPE_CHECKING:
    from emulator.baseline import Seed
    from emulator.organization.state import OrganizationState

_CLOSED_EACH = 100
"""One account of so many is closed."""
_POLICY_EACH = 10
"""One team of so many has a policy of its own."""
_SETS = {
    "Administrator": "AdministratorAccess",
    "Auditor": "SecurityAudit",
    "Billing": "job-function/Billing",
    "Developer": "PowerUserAccess",
    "Network": "job-function/NetworkAdministrator",
    "ReadOnly": "ReadOnlyAccess",
    "Support": "job-function/SupportUser",
    "Viewer": "job-function/ViewOnlyAccess",
}


def plant(seed: Seed, organization: OrganizationState) -> None:
    """Plant policies, tags, closed accounts and access."""
    accounts = [node for node in organization.nodes.values() if node.kind == ACCOUNT]
    teams = [
        node for node in organization.nodes.values() if node.kind == UNIT and node.name.startswith("team-")
    ]
    for number, account in enumerate(accounts):
        above = organization.nodes[account.parent or ""].name
        account.tags |= {"owner": above.lower(), "stage": "test" if number % 3 else "prod"}
        if number % _CLOSED_EACH == _CLOSED_EACH - 1:
            account.status, account.state = "SUSPENDED", "CLOSED"
    leaving = {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
    users = {"Effect": "Deny", "Action": ["iam:CreateUser", "iam:CreateAccessKey"], "Resource": "*"}
    plant_policy(organization, "stay-in-the-organization", [leaving], [ROOT])
    plant_policy(organization, "no-users", [users], [WORKLOADS, SANDBOX])
    plant_policy(organization, "attached-nowhere", [users], [])
    for unit in teams[::_POLICY_EACH]:
        queues = {
            "Effect": "Deny",
            "Action": "sqs:DeleteQueue",
            "Resource": build_arn("sqs", "*", "*", f"{unit.name}-*"),
        }
        plant_policy(organization, f"queues-of-{unit.name}", [queues], [unit.id])
    _plant_access(seed, organization)


def _plant_access(seed: Seed, organization: OrganizationState) -> None:
    """Plant three assignments an account: of its team, of the auditors and of the administrators."""
    access = PlantedAccess(seed)
    sets = {name: access.add_set(name, managed_policy_arn(policy)) for name, policy in _SETS.items()}
    everywhere = {
        sets["Administrator"]: access.add_group("admins"),
        sets["Auditor"]: access.add_group("auditors"),
    }
    groups: dict[str, str] = {}
    for account in seed.accounts():
        above = organization.nodes[organization.nodes[account.id].parent or ""].name
        group = groups.get(above) or access.add_group(f"developers-{above.lower()}")
        groups[above] = group
        access.assign(sets["Developer"], group, account.id)
        for permission_set, central_group in everywhere.items():
            access.assign(permission_set, central_group, account.id)
