"""The stack of the guardrails: one organization policy a resource, attached to its nodes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from aws_cdk import App, CfnTag
from aws_cdk import aws_organizations as organizations
from constructs import Construct

from guardrails.baseline import Baseline
from guardrails.management_policies import ManagementPolicy
from guardrails.organization import Organization
from guardrails.organization.form import MANAGEMENT
from guardrails.posture import Policy, Posture
from guardrails.posture.transition.order import in_order
from guardrails.stacks.common.stack import BaselineStack, keep_empty
from guardrails.stacks.policies.room import NAME

TAG_VALUE_LENGTH = 256
"""Characters. Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html."""


class PoliciesStack(BaselineStack):
    """The organization policies of a posture: first what binds requests, then what sets services."""

    def __init__(self, app: App, baseline: Baseline, posture: Posture) -> None:
        super().__init__(
            app,
            NAME,
            baseline,
            description="What the accounts of the organization may not do",
        )
        if not posture.declared and not posture.declared_management:
            keep_empty(self, "NoPolicies")
            return
        scope = Construct(self, "Policies")
        # Organizations refuses concurrent writes with ConcurrentModificationException, and in this order no
        # denial leaves a policy before it has arrived in another one.
        chain = [
            organization_policy(scope, [*members], posture.organization)
            for _, members in groupby(in_order(posture), key=lambda policy: policy.resource)
        ]
        settings = sorted(posture.declared_management, key=lambda policy: policy.key)
        chain += [organization_policy(scope, [policy], posture.organization) for policy in settings]
        for earlier, later in pairwise(chain):
            later.add_resource_dependency(earlier)


def organization_policy(
    scope: Construct, members: Sequence[Policy] | Sequence[ManagementPolicy], organization: Organization
) -> organizations.CfnPolicy:
    """Declare a policy and attach it; the content is an object because drift detection skips text.

    Args:
        scope: where it stands.
        members: the policy at each of its nodes.
        organization: the nodes with their ids.
    """
    policy = members[0]
    key = policy.key if isinstance(policy, ManagementPolicy) else policy.resource
    if isinstance(policy, ManagementPolicy):
        content, family, intents = policy.to_dict(), MANAGEMENT, [policy.entry]
    else:
        content, family, intents = policy.document.to_dict(), policy.family, list(policy.intents)
    return organizations.CfnPolicy(
        scope,
        key,
        name=policy.name,
        type=policy.type,
        description=policy.description,
        content=content,
        target_ids=sorted(organization.by_path[member.target].id for member in members),
        tags=[
            CfnTag(key="guardrails:family", value=tag_value([family])),
            CfnTag(key="guardrails:intents", value=tag_value(intents)),
        ],
    )


def tag_value(words: list[str]) -> str:
    """Join words to a value that AWS takes; those that don't fit are counted at the end."""
    allowed = [re.sub(r"[^\w .:/=+@-]", "_", word) for word in words]
    for word_count in range(len(allowed), -1, -1):
        remainder = [f"+{len(allowed) - word_count}"] if word_count < len(allowed) else []
        value = " ".join(allowed[:word_count] + remainder)
        if len(value) <= TAG_VALUE_LENGTH:
            break
    return value
