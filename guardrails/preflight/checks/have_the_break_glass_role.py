"""Have the break-glass role in every account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import iam_arn
from guardrails.aws_facts.identity_center import role_of_set
from guardrails.baseline.sections.break_glass import BREAK_GLASS_SET
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.deployed_roles import WantedRole, deployed_role


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts without the role, or where it trusts others than the callers of the file."""
    section = inspection.baseline.accounts
    rescue = section.break_glass if section is not None else None
    if rescue is not None and rescue.enabled:
        management = inspection.baseline.organization.management_account.id
        region = inspection.baseline.access_region
        sets = (role_of_set(name, region) for name in rescue.permission_sets)
        callers = frozenset(iam_arn(management, name) for name in (*rescue.callers, *sets))
        path = ("accounts", "break_glass")
        yield from deployed_role(
            inspection,
            WantedRole(BREAK_GLASS_SET, rescue.name, management, path, callers, inspection.baseline.scope),
        )


CHECK = PreflightCheck(
    id="PF-ROL-001",
    title="Have the break-glass role in every account",
    why="The role restores access when everything else fails, so it must be there before that day.",
    fix="Deploy the stack guardrails-accounts, which makes the role in every account.",
    source="https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/break-glass-access.html",
    severity=FAILURE,
    check=check,
    reads=("stacks", "accounts"),
)
