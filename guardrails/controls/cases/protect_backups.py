"""Single calls, and the verdict of protect_backups on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("backup:DeleteRecoveryPoint"),
    denied("backup:DeleteBackupVault"),
    denied("backup:DeleteBackupPlan"),
    untouched("backup:StartRestoreJob"),
    untouched("backup:CreateBackupPlan"),
    untouched("backup:DeleteBackupPlan", parameters={"plans": False}),
    exempted("backup:DeleteRecoveryPoint"),
)
