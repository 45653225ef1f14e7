"""The effective management policies of one account, with where each setting comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.management_policies import BY_ID, Conflict, ManagementPolicyType
from guardrails.management_policies.effective import effective
from guardrails.management_policies.inheritance import Contribution, Value, plain, settings
from guardrails.posture.model import Posture


@dataclass(frozen=True)
class EffectiveSetting:
    """One setting of an effective policy."""

    path: tuple[str, ...]
    value: Value
    by: tuple[Contribution, ...]
    """The policies that made the value what it is, from the root down."""


@dataclass(frozen=True)
class EffectivePolicy:
    """The effective policy of one type in an account."""

    type: ManagementPolicyType
    document: Mapping[str, Any]
    """As `aws organizations describe-effective-policy` shows it."""
    settings: tuple[EffectiveSetting, ...]
    conflicts: tuple[Conflict, ...]
    of_others: frozenset[str]
    """The names of the policies among them that others manage."""
    """Settings of the policies above that have no effect; a baseline that was loaded has none."""


def effective_policies(posture: Posture, path: str) -> dict[str, EffectivePolicy]:
    """Return what is effective at a node, by the id of the type; types without a policy there are left out.

    The management account inherits from the root, where it is taken to stand.

    Raises:
        KeyError: when nothing stands at the path.
    """
    organization = posture.organization
    of_management = path == organization.management_account.path
    lineage = organization.lineage(organization.root.path if of_management else path)
    above = {node.path for node in lineage}
    by_type: dict[str, EffectivePolicy] = {}
    for policy_type in BY_ID.values():
        policies = [
            policy
            for policy in posture.management
            if policy.type == policy_type.api_name and policy.target in above
        ]
        if not policies:
            continue
        computed = effective(organization, policies)
        state = computed.states[path]
        by_type[policy_type.id] = EffectivePolicy(
            policy_type,
            plain(state),
            tuple(EffectiveSetting(*setting) for setting in settings(state)),
            computed.conflicts,
            frozenset(policy.name for policy in policies if policy.foreign),
        )
    return by_type
