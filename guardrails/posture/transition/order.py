"""Order the updates of policies, so that no account loses a denial while CloudFormation works.

CloudFormation creates and changes resources in the order in which they depend on each other. It deletes
resources only when all of that is done. So between two steps each policy is either as it was or as it will
be. A denial that stands before and after could be missing in between, when a statement leaves one policy
before it has arrived in another. Two rules prevent that:

- At a node, by the names of policies (`pack`). A statement of a family is in the policy of the family's
  name, in one that is named after its content, or in the one that families share. Policies that are named
  after their content never lose a statement: they are made anew, and the old ones are deleted at the end. The
  other two are updated after everything that they may lose a statement to.
- Between nodes, by updating the lower ones first. A denial that moves down has arrived everywhere below
  before it leaves. One that moves up leaves a lower policy too early only where that policy stays;
  `exposures` finds that, and makes the posture to deploy in between.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from guardrails.errors import Finding, Location
from guardrails.organization import ROOT_PATH
from guardrails.posture.compile.limits import Limits
from guardrails.posture.model import Policy, Posture


@dataclass(frozen=True)
class UpdateStep:
    """One change of one policy."""

    kind: Literal["create", "update", "delete"]
    key: str
    before: Policy | None
    after: Policy | None


def in_order(posture: Posture) -> tuple[Policy, ...]:
    """Return the policies that the baseline declares in the order in which they are written to AWS.

    It follows from depths, ids and keys, so that neither names nor the order of the file change it. A policy
    of several nodes is written once, where the last of them has its turn.
    """
    nodes = posture.organization.by_path
    ordered = sorted(
        posture.declared,
        key=lambda policy: (
            -depth(policy.target),
            nodes[policy.target].id,
            policy.turn,
            policy.type,
            policy.key,
        ),
    )
    last = {policy.resource: number for number, policy in enumerate(ordered)}
    return tuple(sorted(ordered, key=lambda policy: last[policy.resource]))


def depth(path: str) -> int:
    """Return how many levels below the root a path stands."""
    return 0 if path == ROOT_PATH else path.count("/") + 1


def steps(before: Posture, after: Posture) -> tuple[UpdateStep, ...]:
    """List what CloudFormation does to get from one posture to the other."""
    old = {policy.key: policy for policy in rebased(before, after)}
    new = {policy.key: policy for policy in in_order(after)}
    changes = [
        UpdateStep("update" if key in old else "create", key, old.get(key), policy)
        for key, policy in new.items()
        if _content(old.get(key)) != _content(policy)
    ]
    deletions = [UpdateStep("delete", key, old[key], None) for key in reversed(old) if key not in new]
    return (*changes, *deletions)


def states(before: Posture, after: Posture) -> Iterator[tuple[Policy, ...]]:
    """Return what is attached before the first step, and after each of them, named as it will be."""
    current = {policy.key: policy for policy in rebased(before, after)}
    yield tuple(current.values())
    for step in steps(before, after):
        if step.after is None:
            del current[step.key]
        else:
            current[step.key] = step.after
        yield tuple(current.values())


def rebased(before: Posture, after: Posture) -> tuple[Policy, ...]:
    """Return a posture's policies, in order, at the paths that their nodes have in the other posture.

    A node is what its id says: it may have been renamed, or moved, before the policies are updated.
    """
    old_nodes, new_nodes = before.organization.by_path, after.organization.by_id

    def path(target: str) -> str:
        node = new_nodes.get(old_nodes[target].id)
        return node.path if node else f"{old_nodes[target].id} (gone)"

    return tuple(replace(policy, target=path(policy.target)) for policy in in_order(before))


def _content(policy: Policy | None) -> object:
    return policy and (policy.name, policy.description, policy.document, policy.target, policy.intents)


def refused(before: Posture, after: Posture, limits: Mapping[str, Limits]) -> tuple[Finding, ...]:
    """Find what AWS refuses on the way: no room for old and new side by side, or a name that is taken.

    CloudFormation then takes everything back, so nothing is open; but nothing arrives either.
    """
    standing = {policy.key: policy for policy in rebased(before, after)}
    counted = Counter((policy.type, policy.target) for policy in standing.values())
    holders = {(policy.type, policy.name): policy.resource for policy in standing.values()}
    findings: dict[tuple[str, ...], Finding] = {}
    for step in steps(before, after):
        policy = step.after
        if policy is None:
            break
        place = (policy.type, policy.target)
        counted[place] += step.kind == "create"
        count, slots = counted[place], limits[policy.type].slots(policy.target)
        if step.kind == "create" and count > slots:
            problem = (
                f"{policy.target} carries {count} policies while it is updated, and has room for {slots}"
            )
            findings["room", *place] = _refused(policy, problem)
        if holders.get((policy.type, policy.name), policy.resource) != policy.resource:
            problem = f"the name {policy.name} is taken until the policy that has it is renamed or deleted"
            findings["name", policy.name] = _refused(policy, problem)
        elif step.before is not None:
            holders.pop((policy.type, step.before.name), None)
        holders[policy.type, policy.name] = policy.resource
    return tuple(sorted(findings.values()))


def _refused(policy: Policy, problem: str) -> Finding:
    place = policy.origins[0] if policy.origins else Location("")
    remedy = "deploy the change in two steps: first what goes, then what comes"
    return Finding(place, f"guardrails ({', '.join(policy.intents)})", problem, remedy)
