"""Warn of an audit role that can do more than read."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.full_access import FULL_ACCESS_POLICIES
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    role = baseline.accounts.audit_role if baseline.accounts else None
    if role is None or not role.enabled or role.trusted_account_id is not None:
        return  # check refuses full access for an outside party
    for index, name in enumerate(role.policies):
        if name in FULL_ACCESS_POLICIES:
            yield Match(
                ("accounts", "audit_role", "policies", index),
                f"{name} gives the auditor full access in every account, the management account included",
                "take SecurityAudit, which reads how everything is configured",
            )


FULL_ACCESS_AUDIT_ROLE = BaselineWarning(
    id="full-access-audit-role",
    title="The audit role reads, and has no full access",
    why="One role of one name in every account: who takes over the auditor's account has the organization.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    find=_find,
)
