"""Keep the stacks of the baseline as it deployed them, and the policies of the role that they act with."""

from __future__ import annotations

from guardrails.aws_facts.arns import policy_arn, stack_arn
from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.controls.kinds import Name
from guardrails.controls.protect_baseline_roles import with_stack_sets
from guardrails.policy import Statement

_ACTIONS = listed("""cloudformation:CancelUpdateStack cloudformation:ContinueUpdateRollback
    cloudformation:CreateChangeSet cloudformation:CreateStack cloudformation:CreateStackRefactor
    cloudformation:DeleteChangeSet cloudformation:DeleteStack cloudformation:ExecuteChangeSet
    cloudformation:ExecuteStackRefactor cloudformation:RecordHandlerProgress cloudformation:RollbackStack
    cloudformation:SetStackPolicy cloudformation:SignalResource cloudformation:TagResource
    cloudformation:UntagResource cloudformation:UpdateStack cloudformation:UpdateTerminationProtection""")
_POLICY_ACTIONS = listed("""iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicy
    iam:DeletePolicyVersion iam:SetDefaultPolicyVersion iam:TagPolicy iam:UntagPolicy""")


class ProtectBaselineStacksParameters(Parameters):
    """Which stacks are protected."""

    stacks: tuple[Name, ...] = ("guardrails-*",)
    """The names of stacks that CDK deploys, and of the managed policies that it deploys them with."""
    stack_sets: tuple[Name, ...] = ("guardrails-*",)
    """The names of stack sets whose stacks are protected from everybody but StackSets' role."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny it on the stacks; AWS authorizes what their change sets do by the stack's ARN as well."""
    choice = context.chosen(ProtectBaselineStacksParameters)
    stacks = [stack_arn("*", "*", name, "*") for name in choice.stacks]
    policies = [policy_arn("*", name) for name in choice.stacks]
    instances = [stack_arn("*", "*", f"StackSet-{name}", "*") for name in choice.stack_sets]
    parts = (
        (context, "ProtectBaselineStacks", _ACTIONS, stacks),
        (context, "ProtectBaselinePolicies", _POLICY_ACTIONS, policies),
        (with_stack_sets(context), "ProtectBaselineStackSets", _ACTIONS, instances),
    )
    return tuple(part_context.deny(sid, actions, arns) for part_context, sid, actions, arns in parts if arns)


CONTROL = Control(
    id="protect_baseline_stacks",
    title="Protect the stacks of the baseline, and what they are deployed with",
    family="protection",
    severity="critical",
    why="CloudFormation acts with a stack's role for whoever updates the stack, and that role may do all.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
    statements=statements,
    parameters=ProtectBaselineStacksParameters,
)
