"""The effective policies of a whole organization, each node's made once from its parent's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guardrails.management_policies.inheritance import NOTHING, Conflict, InheritedState, Written, descend
from guardrails.management_policies.model import ManagementPolicy
from guardrails.organization import Organization


@dataclass(frozen=True)
class Effective:
    """The effective state at each node that the policies of one type lead to."""

    states: Mapping[str, InheritedState]
    """By path. Nodes without a policy of their own share their parent's state, the very object.

    The management account has the root's: it inherits these policies, unlike service control policies, and is
    taken to stand in the root, which is where AWS puts it.
    """
    conflicts: tuple[Conflict, ...]


def effective(organization: Organization, policies: Iterable[ManagementPolicy]) -> Effective:
    """Compute what is effective at every node.

    Args:
        organization: the tree.
        policies: those of one type, of each node in the order in which they are attached.
    """
    standing: dict[str, list[Written]] = {}
    for policy in policies:
        written = Written(policy.name, policy.target, policy.to_dict())
        standing.setdefault(policy.target, []).append(written)
    states: dict[str, InheritedState] = {}
    conflicts: list[Conflict] = []
    for node in organization.nodes:
        inherited = states.get(organization.parents.get(node.path, ""), NOTHING)
        if node.path in standing:
            states[node.path], new_conflicts = descend(inherited, standing[node.path])
            conflicts += new_conflicts
        else:
            states[node.path] = inherited
    states[organization.management_account.path] = states[organization.root.path]
    return Effective(states, tuple(conflicts))
