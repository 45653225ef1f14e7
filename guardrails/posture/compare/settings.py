"""Which accounts get other management policies, setting by setting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from guardrails.management_policies import BY_ID, InheritedState, ManagementPolicyType
from guardrails.management_policies.effective import effective
from guardrails.management_policies.inheritance import Value, settings
from guardrails.organization import Account
from guardrails.posture.model import Posture

Difference: TypeAlias = tuple[tuple[str, ...], Value | None, Value | None]
"""A setting, its value before and its value after; None where it isn't set."""


@dataclass(frozen=True)
class SettingsChange:
    """The same change of one type's effective policy, in a number of accounts."""

    type: ManagementPolicyType
    differences: tuple[Difference, ...]
    accounts: tuple[str, ...]
    """The paths of the member accounts, in the second posture."""
    units: tuple[str, ...]
    """The paths of the root and the units whose future accounts it concerns as well."""


def settings_changes(before: Posture, after: Posture) -> tuple[SettingsChange, ...]:
    """Compare the effective management policies of every account and unit that both postures have."""
    old_nodes = before.organization.by_id
    changes: list[SettingsChange] = []
    used = {policy.type for posture in (before, after) for policy in posture.management}
    for policy_type in (candidate for candidate in BY_ID.values() if candidate.api_name in used):
        old, new = _states(before, policy_type), _states(after, policy_type)
        compared: dict[tuple[int, int], tuple[Difference, ...]] = {}
        grouped: dict[tuple[Difference, ...], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for node in after.organization.nodes:
            if node.id not in old_nodes:
                continue
            old_state, new_state = old[old_nodes[node.id].path], new[node.path]
            if (key := (id(old_state), id(new_state))) not in compared:
                compared[key] = _differences(old_state, new_state)
            if compared[key]:
                grouped[compared[key]][0 if isinstance(node, Account) else 1].append(node.path)
        changes += (
            SettingsChange(policy_type, differences, tuple(accounts), tuple(units))
            for differences, (accounts, units) in grouped.items()
        )
    return tuple(changes)


def _states(posture: Posture, policy_type: ManagementPolicyType) -> Mapping[str, InheritedState]:
    policies = (policy for policy in posture.management if policy.type == policy_type.api_name)
    return effective(posture.organization, policies).states


def _differences(before: InheritedState, after: InheritedState) -> tuple[Difference, ...]:
    old = {path: value for path, value, _ in settings(before)}
    new = {path: value for path, value, _ in settings(after)}
    return tuple(
        (path, old.get(path), new.get(path))
        for path in dict.fromkeys((*old, *new))
        if _same(old.get(path)) != _same(new.get(path))
    )


def _same(value: Value | None) -> object:
    """Lists say the same in whatever order."""
    return frozenset(value) if isinstance(value, tuple) else value
