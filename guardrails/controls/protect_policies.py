"""Deny member accounts to change the guardrails themselves, as a delegated administrator of policies can."""

from __future__ import annotations

from guardrails.aws_facts.arns import build_arn
from guardrails.controls.control import Control, ControlContext, listed
from guardrails.policy import Statement

_ACTIONS = listed("""organizations:AttachPolicy organizations:DeletePolicy organizations:DetachPolicy
    organizations:UpdatePolicy""")
_TYPES = ("service_control_policy", "resource_control_policy")


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny it on the policies that guardrails consist of; those that set up services are left alone."""
    policies = [build_arn("organizations", "", "*", f"policy/o-*/{kind}/*") for kind in _TYPES]
    return (
        context.deny("ProtectPolicies", _ACTIONS, policies),
        context.deny("ProtectPolicyTypes", ("organizations:DisablePolicyType",)),
    )


CONTROL = Control(
    id="protect_policies",
    title="Protect the organization's control policies",
    family="protection",
    severity="critical",
    why="Who may detach a guardrail isn't bound by it.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html",
    statements=statements,
    limits="In the management account policies are changed as before: no policy binds it.",
)
