"""Let nobody but the deployment create, change or pass the audit role, or touch the stacks that hold it."""

from __future__ import annotations

from guardrails.controls.control import Control, Situation
from guardrails.controls.protect_exempt_roles import ROLE_ACTIONS
from guardrails.policy import Statement

STACK_ACTIONS = (
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:RollbackStack",
    "cloudformation:SetStackPolicy",
    "cloudformation:SignalResource",
    "cloudformation:UpdateStack",
)
"""What changes or removes a stack, and what it holds with it."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny to everyone else whatever would make, change, take over or remove the role.

    The role is protected under any path: one of that name elsewhere would keep ours from being made.
    """
    facts = situation.audit_role
    if facts is None:
        return ()
    spared = situation.unless_spared()
    roles = (f"arn:aws:iam::*:role/{facts.name}", f"arn:aws:iam::*:role/*/{facts.name}")
    stacks = (f"arn:aws:cloudformation:*:*:stack/StackSet-{facts.stack_set}-*",)
    return (
        Statement("ProtectAuditRole", "Deny", ROLE_ACTIONS, resources=roles, conditions=spared),
        Statement("ProtectAuditRoleStacks", "Deny", STACK_ACTIONS, resources=stacks, conditions=spared),
    )


CONTROL = Control(
    id="protect_audit_role",
    title="Protect the audit role and the stacks that hold it",
    family="protection",
    severity="high",
    why="Who is audited must neither blind the auditor nor become him.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=statements,
    needs=("accounts",),
)
