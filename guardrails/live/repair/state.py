"""Read AWS's state before repair plans, and check that it is the right organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guardrails.errors import Finding, InputError, Location
from guardrails.live.assembly import Assembly, DeclaredPolicy, declared_policies
from guardrails.live.aws import Aws
from guardrails.live.readers.caller import Caller
from guardrails.live.readers.organization import LiveOrganization, read_organization
from guardrails.live.readers.policies import LivePolicy, list_attached, list_names, read_policy
from guardrails.live.readers.stacks import read_stack

STAND_IN = "stand-in for p-"


@dataclass(frozen=True)
class DeployedPolicies:
    """A stack's policies as CloudFormation believes them to be.

    Attributes:
        policies: What the deployed template declares, by logical id.
        physical_ids: The ids of the policies that CloudFormation made, by logical id.
    """

    policies: Mapping[str, DeclaredPolicy]
    physical_ids: Mapping[str, str]


@dataclass(frozen=True)
class ActualState:
    """AWS as repair finds it.

    Attributes:
        stacks: By name; None where the stack isn't deployed.
        names: The names of all policies by id, of each type that is deployed.
        policies: The deployed policies that exist, and every stand-in, by id.
        attached: Lists the policies of a type that a target has, by id with their names.
    """

    organization: LiveOrganization
    stacks: Mapping[str, DeployedPolicies | None]
    names: Mapping[str, Mapping[str, str]]
    policies: Mapping[str, LivePolicy]
    attached: Callable[[str, str], Mapping[str, str]]

    @property
    def believed(self) -> frozenset[str]:
        """The ids of all policies that CloudFormation made and didn't delete."""
        return frozenset(
            physical for stack in self.stacks.values() if stack for physical in stack.physical_ids.values()
        )


def read_state(aws: Aws, assembly: Assembly, caller: Caller) -> ActualState:
    """Read everything that the plan depends on.

    Raises:
        InputError: The credentials belong to another account or organization than the assembly.
        AwsError: AWS refuses a call, or isn't reached.
    """
    _require_account(assembly, caller)
    organization = read_organization(aws)
    _require_organization(assembly, organization)
    stacks = {name: _deployed(aws, name) for name in assembly.stacks}
    deployed_policies = {
        policy.logical_id: policy for stack in stacks.values() if stack for policy in stack.policies.values()
    }
    types = sorted({policy.type for policy in (*assembly.policies, *deployed_policies.values())})
    names = {kind: list_names(aws, kind) for kind in types}
    ours = {physical for stack in stacks.values() if stack for physical in stack.physical_ids.values()}
    policy_ids = [
        policy_id
        for of_type in names.values()
        for policy_id, name in of_type.items()
        if policy_id in ours or name.startswith(STAND_IN)
    ]
    return ActualState(
        organization=organization,
        stacks=stacks,
        names=names,
        policies={policy_id: read_policy(aws, policy_id) for policy_id in policy_ids},
        attached=lambda target, kind: list_attached(aws, target, kind),
    )


def _deployed(aws: Aws, name: str) -> DeployedPolicies | None:
    stack = read_stack(aws, name)
    if stack is None:
        return None
    policies = {
        policy.logical_id: policy for policy in declared_policies(stack.template, name, Location(name))
    }
    physical = {
        logical_id: stack.physical_ids[logical_id]
        for logical_id in policies
        if stack.physical_ids.get(logical_id)
    }
    return DeployedPolicies(policies, physical)


def _require_account(assembly: Assembly, caller: Caller) -> None:
    management = assembly.organization.management_account.id
    if caller.account != management:
        problem = f"is for the management account {management}; {caller.arn} is in {caller.account}"
        raise _wrong(assembly, problem, "sign in to the management account")


def _require_organization(assembly: Assembly, live: LiveOrganization) -> None:
    declared = assembly.organization
    if (live.id, live.root) != (declared.id, declared.root.id):
        problem = f"is for {declared.id} with the root {declared.root.id}; AWS has {live.id} with {live.root}"
        raise _wrong(assembly, problem, "take the assembly of this organization")
    if live.management_account != declared.management_account.id:
        problem = (
            f"has the management account {declared.management_account.id}; AWS has {live.management_account}"
        )
        raise _wrong(assembly, problem, "take the assembly of this organization")


def _wrong(assembly: Assembly, problem: str, remedy: str) -> InputError:
    return InputError([Finding(Location(assembly.folder), "", problem, remedy)])
