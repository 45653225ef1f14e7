"""Let nobody but the deployment create, change or pass the audit role."""

from __future__ import annotations

from guardrails.aws_facts.arns import role_arn
from guardrails.controls.control import Control, ControlContext
from guardrails.controls.protect_exempt_roles import ROLE_ACTIONS
from guardrails.policy import Statement


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny to everyone else whatever would make, change, take over or remove the role.

    The role is protected under any path: one of that name elsewhere would keep ours from being made.
    """
    facts = context.audit_role
    if facts is None:
        return ()
    roles = (role_arn("*", facts.name), role_arn("*", f"*/{facts.name}"))
    return (context.deny("ProtectAuditRole", ROLE_ACTIONS, roles),)


CONTROL = Control(
    id="protect_audit_role",
    title="Protect the audit role",
    family="protection",
    severity="high",
    why="Who is audited must neither blind the auditor nor become him.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=statements,
    needs=("accounts",),
    limits="The stacks that hold the role are kept by `protect_baseline_stacks`.",
)
