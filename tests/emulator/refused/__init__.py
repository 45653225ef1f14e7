"""Templates that AWS documents as refused, a class a file."""

from __future__ import annotations

from tests.emulator.refused import (
    anomalies,
    buckets,
    budgets,
    keys,
    logs_and_alarms,
    names,
    organization_policies,
    permission_sets,
    roles,
    topics,
    trails,
)

CLASSES = {
    "SCP and RCP grammar": organization_policies.CASES,
    "names and lengths": names.CASES,
    "trail": trails.CASES,
    "S3": buckets.CASES,
    "KMS": keys.CASES,
    "IAM": roles.CASES,
    "Identity Center": permission_sets.CASES,
    "budgets": budgets.CASES,
    "anomalies": anomalies.CASES,
    "SNS": topics.CASES,
    "Logs and alarms": logs_and_alarms.CASES,
}
