"""The policies by effect: who may do more or less in AWS than the baseline says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from guardrails.baseline import Baseline
from guardrails.capture import Capture, posture_of
from guardrails.drift.model import PolicyEffects, UnknownState
from guardrails.drift.own import PolicyOrigins
from guardrails.errors import InputError
from guardrails.management_policies import ManagementPolicy
from guardrails.organization import Provenance
from guardrails.posture import Policy, Posture
from guardrails.posture.compare import compare, owners_of
from guardrails.posture.interchange.foreign import reader

_SUBJECT = "policies"


def effects_of(
    baseline: Baseline, expected: Posture, capture: Capture, file: str, origins: PolicyOrigins
) -> tuple[PolicyEffects, tuple[UnknownState, ...]]:
    """Compare the posture of a capture with the compiled baseline.

    Args:
        baseline: The baseline.
        expected: Its posture.
        capture: The organization as it is.
        file: How findings name the capture.
        origins: Who made the policies; attachments by budget actions take no part.
    """
    try:
        captured = posture_of(capture, file)
    except InputError as error:
        return PolicyEffects(None), tuple(
            UnknownState(_SUBJECT, "their effect", f"{finding.problem}; {finding.remedy}")
            for finding in error.findings
        )
    read = Provenance(dt.date.fromisoformat(capture.taken[:10]), reader(capture.read_by.arn))
    actual = _without(replace(captured, scope=expected.scope, read=read), origins)
    others: tuple[str, ...] = ()
    if baseline.foreign is None:
        others = tuple(sorted({policy.name for policy in _others(actual, origins.own)}))
        expected = replace(_beside(expected, actual, origins.own), read=read)
    return PolicyEffects(compare(expected, actual, owners=owners_of(baseline)), others), ()


def _without(posture: Posture, origins: PolicyOrigins) -> Posture:
    keys = {f"{target}/{policy}" for policy, target in origins.attached_by_budgets}
    return replace(posture, policies=tuple(policy for policy in posture.policies if policy.key not in keys))


def _others(posture: Posture, own: frozenset[str]) -> Iterator[Policy | ManagementPolicy]:
    """Give the policies that neither AWS nor the stacks made."""
    for policy in posture.policies:
        if not policy.aws_managed and policy.key.rpartition("/")[2] not in own:
            yield policy
    for setting in posture.management:
        if setting.key.rpartition("/")[2] not in own:
            yield setting


def _beside(expected: Posture, actual: Posture, own: frozenset[str]) -> Posture:
    """Add the policies of others to what is expected, at the nodes that the baseline knows."""
    policies, management = list(expected.policies), list(expected.management)
    for policy in _others(actual, own):
        node = expected.organization.by_id.get(actual.organization.by_path[policy.target].id)
        if node is None:
            continue
        if isinstance(policy, ManagementPolicy):
            management.append(replace(policy, target=node.path))
        else:
            policies.append(replace(policy, target=node.path))
    order = {node.path: index for index, node in enumerate(expected.organization.nodes)}
    return replace(
        expected,
        policies=tuple(sorted(policies, key=lambda policy: order[policy.target])),
        management=tuple(sorted(management, key=lambda policy: order[policy.target])),
    )
