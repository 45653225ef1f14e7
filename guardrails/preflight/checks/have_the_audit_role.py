"""Have the audit role in every account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.baseline.sections.accounts import STACK_SET, AuditRole
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.deployed_roles import WantedRole, deployed_role


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts without the role, or where it trusts another account than the auditor's."""
    section = inspection.baseline.accounts
    if section is not None and section.audit_role.enabled:
        trusted = _auditor(inspection.baseline, section.audit_role)
        path = ("accounts", "audit_role")
        wanted = WantedRole(
            STACK_SET, section.audit_role.name, trusted, path, at=narrowed(inspection.baseline, section.at)
        )
        yield from deployed_role(inspection, wanted)


def _auditor(baseline: Baseline, role: AuditRole) -> str:
    """Return the id of the account that the role trusts."""
    if role.trusted_account_id is not None:
        return role.trusted_account_id
    return baseline.tree.by_path[str(role.trusted_account)].id


CHECK = PreflightCheck(
    id="PF-ROL-002",
    title="Have the audit role in every account",
    why="Without the role the auditor doesn't see an account; with another trust somebody else does.",
    fix="Deploy the stack guardrails-accounts, which makes the role in every account.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html",
    severity=FAILURE,
    check=check,
    reads=("stacks", "accounts"),
)
