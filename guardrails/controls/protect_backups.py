"""Keep backups: vaults, recovery points and, if wanted, the plans that make them."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, denying_each

_BACKUPS = (
    "backup:DeleteBackupVault",
    "backup:DeleteBackupVaultAccessPolicy",
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:DeleteRecoveryPoint",
    "backup:DisassociateRecoveryPoint",
    "backup:DisassociateRecoveryPointFromParent",
    "backup:PutBackupVaultAccessPolicy",
    "backup:PutBackupVaultSharingPolicy",
    "backup:UpdateRecoveryPointLifecycle",
)
_PLANS = (
    "backup:DeleteBackupPlan",
    "backup:DeleteBackupSelection",
    "backup:DeleteBackupVaultNotifications",
    "backup:PutBackupVaultNotifications",
    "backup:StopBackupJob",
    "backup:UpdateBackupPlan",
    "backup:UpdateGlobalSettings",
    "backup:UpdateRegionSettings",
)


class ProtectBackupsParameters(Parameters):
    """Parts that are protected beside the backups themselves."""

    plans: bool = True
    """Deny changing and deleting plans, selections and settings too; making new ones stays allowed."""


CONTROL = Control(
    id="protect_backups",
    title="Protect backups",
    family="data",
    severity="high",
    why="An attacker who wants a ransom deletes the backups first.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
    statements=denying_each(("ProtectBackups", _BACKUPS, ""), ("ProtectBackupPlans", _PLANS, "plans")),
    parameters=ProtectBackupsParameters,
    limits="AWS Backup deletes what has reached its age by a service-linked role, which no policy binds. "
    "Snapshots that a service makes by itself are not in a vault.",
)
