"""Deny member accounts to deploy stack sets into the organization, as a delegated administrator can."""

from __future__ import annotations

from guardrails.aws_facts.arns import build_arn
from guardrails.controls.control import Control, ControlContext, listed
from guardrails.policy import Statement

_ACTIONS = listed("""cloudformation:CreateStackInstances cloudformation:DeleteStackInstances
    cloudformation:DeleteStackSet cloudformation:ImportStacksToStackSet cloudformation:StopStackSetOperation
    cloudformation:UpdateStackInstances cloudformation:UpdateStackSet""")


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny it on the management account's stack sets: AWS keeps there what delegated administrators make.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html
    """
    stack_sets = build_arn("cloudformation", "*", context.management_account, "stackset/*")
    return (context.deny("DenyDelegatedStackSets", _ACTIONS, [stack_sets]),)


CONTROL = Control(
    id="deny_delegated_stack_sets",
    title="Deny stack sets of delegated administrators",
    family="protection",
    severity="critical",
    why="StackSets makes in every account what it is told to, with a role that guardrails leave alone.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html",
    statements=statements,
    limits="Stack sets that work with roles of your own are left alone: guardrails bind those roles.",
)
