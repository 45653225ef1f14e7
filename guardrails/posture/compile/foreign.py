"""The policies of others in a posture: as they are attached, and in no stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from guardrails.baseline.model import Baseline
from guardrails.errors import Finding, Location
from guardrails.management_policies import ManagementPolicy
from guardrails.organization import Node
from guardrails.organization.form import FOREIGN
from guardrails.posture.model import Policy


def foreign_policies(baseline: Baseline) -> Iterator[Policy]:
    """Yield what binds requests and others manage."""
    if baseline.foreign is None:
        return
    nodes = baseline.tree.by_path
    for policy in baseline.foreign.policies:
        yield Policy(
            key=f"foreign-{policy.type}-{policy.name}-{nodes[policy.target].id}",
            name=policy.name,
            type=policy.type,
            family=FOREIGN,
            target=policy.target,
            description=policy.description,
            document=policy.document,
            intents=(baseline.foreign.file,),
            origins=(policy.location,),
        )


def has_full_access(baseline: Baseline, node: Node) -> bool:
    """Return whether FullAWSAccess is attached to a node, as AWS does; others may have detached it."""
    return baseline.foreign is None or node.path not in baseline.foreign.narrowed


def taken_names(policies: Sequence[Policy], management: Sequence[ManagementPolicy]) -> Iterator[Finding]:
    """Find policies of others that have the name of a policy of the baseline."""
    foreign = [(policy.type, policy.name, _place(policy)) for policy in policies if policy.foreign]
    foreign += [(policy.type, policy.name, policy.origin) for policy in management if policy.foreign]
    declared = {*_names(policies), *_names(management)}
    for policy_type, name, place in foreign:
        if (policy_type, name) in declared:
            problem = f"{name} is a policy that the baseline itself declares"
            remedy = (
                "read the file again with `python -m guardrails capture --foreign FILE`, which leaves it out"
            )
            yield Finding(place, "organization.foreign", problem, remedy)


def _names(policies: Iterable[Policy | ManagementPolicy]) -> Iterator[tuple[str, str]]:
    for policy in policies:
        if not policy.foreign and not (isinstance(policy, Policy) and policy.aws_managed):
            yield policy.type, policy.name


def _place(policy: Policy) -> Location:
    return policy.origins[0]
