"""Join management policies that stand at different levels and meet at one unit of the scope."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from guardrails.baseline.model import Baseline
from guardrails.management_policies import BY_API_NAME, ManagementPolicy
from guardrails.management_policies.check import faults_in
from guardrails.management_policies.inheritance import NOTHING, InheritedState, Written, descend
from guardrails.management_policies.operators import ASSIGN, CHILD_CONTROL, EVERY
from guardrails.organization import covers

_NONE = "@@none"


def joined(baseline: Baseline, policies: Sequence[ManagementPolicy]) -> tuple[ManagementPolicy, ...]:
    """Return the policies, with those of one type that meet at a unit of the scope as one policy.

    The unit would inherit the policies above it. Nothing is attached above the scope, so one policy of the
    unit combines the levels. Policies that contradict each other stay apart, and the check reports them.
    """
    if baseline.file.scope is None:
        return tuple(policies)
    meeting: dict[tuple[str, str], list[ManagementPolicy]] = defaultdict(list)
    for policy in policies:
        meeting[policy.type, policy.target].append(policy)
    return tuple(joined_policy for group in meeting.values() for joined_policy in _joined(baseline, group))


def _joined(baseline: Baseline, group: Sequence[ManagementPolicy]) -> Iterable[ManagementPolicy]:
    levels: dict[int, list[ManagementPolicy]] = defaultdict(list)
    for policy in group:
        levels[_level(baseline, policy)].append(policy)
    if len(levels) < 2:  # noqa: PLR2004 (two that meet)
        return group
    state = NOTHING
    for level in sorted(levels):
        written = [Written(policy.name, policy.target, policy.to_dict()) for policy in levels[level]]
        state, conflicts = descend(state, written)
        if conflicts:
            return group
    document = _document(state)
    if any(faults_in(BY_API_NAME[group[0].type], document)):
        return group
    nearest = levels[max(levels)][-1]
    inherited_entries = ", ".join(policy.entry for policy in group if policy is not nearest)
    description = f"{nearest.description}, with what it inherits from {inherited_entries}"[:512]
    return [replace(nearest, description=description, text=json.dumps(document, ensure_ascii=False))]


def _level(baseline: Baseline, policy: ManagementPolicy) -> int:
    """Return how deep in the tree the place stands that the file names for a policy."""
    tree = baseline.tree
    places = (path for path in baseline.management_policies[policy.entry].at if path in tree.by_path)
    return max(len(tree.lineage(path)) for path in places if covers(path, policy.target))


def _document(state: InheritedState) -> Any:
    """Write what a state comes to as a policy: its values assigned, its locks kept."""
    document = {key: _document(below) for key, below in state.children.items()}
    if state.value is not None:
        document[ASSIGN] = list(state.value) if isinstance(state.value, tuple) else state.value
    if state.allowed != EVERY:
        document[CHILD_CONTROL] = sorted(state.allowed) or [_NONE]
    return document
