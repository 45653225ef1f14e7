"""Decide what brings the policies back: from what the templates say and what AWS has, without a change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from guardrails.aws_facts import published_quota
from guardrails.errors import Finding
from guardrails.live.assembly import Assembly, DeclaredPolicy
from guardrails.live.readers.policies import LivePolicy
from guardrails.live.repair.state import STAND_IN, ActualState
from guardrails.live.repair.steps import Attach, EnableType, Restore, Retire, StandIn, stand_in_prefix
from guardrails.live.runner import Step


@dataclass(frozen=True)
class RepairPlan:
    """The steps of a repair, and the rest, which it leaves to a person.

    Attributes:
        steps: In the order in which they are taken.
        findings: Problems that keep a policy from being whole, and a person's remedy for each.
        notes: Differences that repair may not change.
        missing: The logical ids that CloudFormation has to make again after the steps.
    """

    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...]


def plan(assembly: Assembly, state: ActualState) -> RepairPlan:
    """Plan how the policies of an assembly that are deployed come back."""
    planner = _Planner(assembly, state)
    for name in assembly.stacks:
        planner.plan_stack(name)
    planner.retire_stand_ins()
    return RepairPlan(
        tuple(planner.steps), tuple(planner.findings), tuple(planner.notes), tuple(planner.missing)
    )


@dataclass(frozen=True)
class _Planner:
    """A plan in the making.

    Attributes:
        claimed: How many policies the steps attach, by target and type.
    """

    assembly: Assembly
    state: ActualState
    steps: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    claimed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def plan_stack(self, name: str) -> None:
        """Plan for every policy of a stack."""
        declared = [policy for policy in self.assembly.policies if policy.stack == name]
        stack = self.state.stacks[name]
        if stack is None:
            self._leave(declared[0], f"the stack {name} isn't in AWS", f"run `cdk deploy {name}`", field="")
            return
        present_policies = [policy for policy in declared if policy.logical_id in stack.physical_ids]
        for policy in declared:
            if policy not in present_policies:
                self.notes.append(f"{policy.name} was never deployed: `cdk deploy {name}` makes it")
        self._enable_types({policy.type for policy in present_policies})
        for policy in present_policies:
            physical = stack.physical_ids[policy.logical_id]
            deployed = stack.policies[policy.logical_id]
            live = self.state.policies.get(physical)
            if live is None:
                self._stand_in(deployed, physical)
            else:
                self._restore(policy, deployed, live)
                self._attach(policy, deployed, live)

    def retire_stand_ins(self) -> None:
        """Take away each stand-in for a policy in which CloudFormation no longer believes."""
        if None in self.state.stacks.values():
            return
        believed_prefixes = tuple(stand_in_prefix(physical) for physical in self.state.believed)
        for policy in self.state.policies.values():
            if policy.name.startswith(STAND_IN) and not policy.name.startswith(believed_prefixes):
                self.steps.append(Retire(policy.id, policy.name, tuple(sorted(policy.targets))))

    def _enable_types(self, types: set[str]) -> None:
        disabled = sorted(types - self.state.organization.enabled)
        self.steps.extend(EnableType(self.state.organization.root, kind) for kind in disabled)

    def _restore(self, declared: DeclaredPolicy, deployed: DeclaredPolicy, live: LivePolicy) -> None:
        """Give a policy back what was deployed, unless the assembly is about to change it anyway."""
        changed = tuple(_differences(deployed, live))
        if not changed:
            return
        if _wording(declared) == _wording(deployed):
            self.steps.append(Restore(live.id, deployed, changed))
            return
        problem = f"its {' and '.join(changed)} changed by hand, and the assembly changes the policy, too"
        self._leave(declared, problem, f"run `cdk deploy {declared.stack}`, then this command again")

    def _attach(self, declared: DeclaredPolicy, deployed: DeclaredPolicy, live: LivePolicy) -> None:
        """Attach a policy wherever both templates want it and AWS lacks it."""
        for target in deployed.targets:
            if target in declared.targets and target not in live.targets and self._room(deployed, target):
                self.steps.append(Attach(live.id, live.name, target, self._path(target)))
        for target in sorted(live.targets - {*deployed.targets, *declared.targets}):
            self.notes.append(f"{live.name} ({live.id}) is attached to {self._path(target)}, too")

    def _stand_in(self, deployed: DeclaredPolicy, missing_id: str) -> None:
        """Put a stand-in where a deleted policy was, and say what CloudFormation will stumble over."""
        self.missing.append(deployed.logical_id)
        prefix = stand_in_prefix(missing_id)
        present = next(
            (policy for policy in self.state.policies.values() if policy.name.startswith(prefix)), None
        )
        attached = present.targets if present else frozenset()
        targets = tuple(
            target for target in deployed.targets if target in attached or self._room(deployed, target)
        )
        if not attached.issuperset(targets):
            paths = tuple(self._path(target) for target in targets)
            self.steps.append(StandIn(missing_id, replace(deployed, targets=targets), paths))
        if present and json.loads(present.content) != deployed.content:
            expected = replace(deployed, name=present.name, description=present.description)
            self.steps.append(Restore(present.id, expected, ("content",)))
        for policy_id, name in self.state.names[deployed.type].items():
            if name == deployed.name:
                problem = f"{policy_id} has the name {name}, and CloudFormation didn't make it"
                remedy = "rename or delete it, or CloudFormation can't make the policy again"
                self._leave(deployed, problem, remedy)

    def _room(self, policy: DeclaredPolicy, target: str) -> bool:
        """Claim a slot of a target, or say that it has none."""
        quota = published_quota(policy.type)
        attached = self.state.attached(target, policy.type)
        taken = len(attached) + self.claimed[target, policy.type]
        if quota is None or taken < quota.max_attached_per_target:
            self.claimed[target, policy.type] += 1
            return True
        foreign_policies = [
            f"{name} ({policy_id})"
            for policy_id, name in attached.items()
            if policy_id not in self.state.believed
        ]
        problem = f"{self._path(target)} has {taken} policies of its type, and AWS attaches no more"
        self._leave(policy, problem, f"detach one that isn't the baseline's: {', '.join(foreign_policies)}")
        return False

    def _leave(self, policy: DeclaredPolicy, problem: str, remedy: str, field: str | None = None) -> None:
        named = policy.logical_id if field is None else field
        self.findings.append(Finding(policy.place, named, problem, remedy))

    def _path(self, target: str) -> str:
        node = self.assembly.organization.by_id.get(target)
        return node.path if node else target


def _differences(declared: DeclaredPolicy, live: LivePolicy) -> Iterator[str]:
    if json.loads(live.content) != declared.content:
        yield "content"
    if live.name != declared.name:
        yield "name"
    if live.description != declared.description:
        yield "description"


def _wording(policy: DeclaredPolicy) -> tuple[object, ...]:
    return policy.content, policy.name, policy.description
