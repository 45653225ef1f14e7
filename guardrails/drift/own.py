"""Which policies of AWS are the stacks' own, and which a budget action attached."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from guardrails.capture import Capture
from guardrails.capture.ours import Ownership
from guardrails.drift.declared import Declarations

POLICY = "AWS::Organizations::Policy"
_ATTACHES, _DONE = "APPLY_SCP_POLICY", "EXECUTION_SUCCESS"
"""A budget action that attaches a service control policy, and its state after it has done so.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Action.html
"""


@dataclass(frozen=True)
class BudgetAttachment:
    """A policy that a budget action attached to a node."""

    budget: str
    action: str
    """The id of the action."""
    approval: str
    policy: str
    """The id of the policy."""
    target: str
    """The id of the node."""

    def sentence(self, policy: str, path: str) -> str:
        """Say it, with the names of the policy and the node."""
        return (
            f"{policy} ({self.policy}) is attached to {path} by the action {self.action} of the budget"
            f" {self.budget} ({self.approval}), not by hand"
        )


@dataclass(frozen=True)
class PolicyOrigins:
    """Who made which policies and attachments."""

    own: frozenset[str]
    """The ids of the policies that the stacks made."""
    by_budgets: tuple[BudgetAttachment, ...]
    """The attachments that budget actions made and that still stand."""

    @property
    def attached_by_budgets(self) -> frozenset[tuple[str, str]]:
        """The policies and targets of these attachments, by their ids."""
        return frozenset((attachment.policy, attachment.target) for attachment in self.by_budgets)


def origins_of(capture: Capture, declarations: Declarations, names: Collection[str]) -> PolicyOrigins:
    """Return who made the policies of a capture.

    Args:
        capture: The organization as it is.
        declarations: The resources that its stacks should have.
        names: The names of the baseline's policies, by which they are known where nobody read the stacks.
    """
    stacks = capture.stacks.stacks if capture.stacks else None
    by_name = {policy.id for policy in capture.policies or () if stacks is None and policy.name in names}
    return PolicyOrigins(_own_policies(capture, declarations) | by_name, budget_attachments(capture))


def _own_policies(capture: Capture, declarations: Declarations) -> frozenset[str]:
    """Return the ids of the policies that the stacks made, or that are called as one of theirs."""
    made = Ownership.of(capture)
    names = {str(resource.get("Name")) for resource in declarations.of(POLICY) if not resource.physical_id}
    return frozenset(
        policy.id for policy in capture.policies or () if made.includes(policy.id) or policy.name in names
    )


def budget_attachments(capture: Capture) -> tuple[BudgetAttachment, ...]:
    """List the policies that budget actions attached and that are still attached."""
    attached = {(policy.id, target) for policy in capture.policies or () for target in policy.targets or ()}
    return tuple(
        attachment for attachment in _taken(capture) if (attachment.policy, attachment.target) in attached
    )


def _taken(capture: Capture) -> Iterator[BudgetAttachment]:
    for budget in (capture.budgets.budgets if capture.budgets else None) or ():
        for action in budget.actions or ():
            if action.type == _ATTACHES and action.status == _DONE:
                for target in action.targets:
                    yield BudgetAttachment(budget.name, action.id, action.approval, action.policy, target)
