"""Warn of two tag policies of one node that set the same thing differently."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.management import SECTION, all_management
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.management_policies import BY_ID
from guardrails.management_policies.effective import effective


def _find(baseline: Baseline) -> Iterator[Match]:
    policies = [policy for policy in all_management(baseline) if policy.type == BY_ID["tag"].api_name]
    entries = {policy.name: policy.name if policy.foreign else policy.entry for policy in policies}
    declared = {policy.name for policy in baseline.declared_policies}
    for conflict in effective(baseline.tree, policies).conflicts:
        if conflict.at_one_node and conflict.policy in declared:
            first = entries[conflict.other_policy]
            yield Match(
                (SECTION, entries[conflict.policy]),
                f'{".".join(conflict.path)} at {conflict.node} differs from "{first}", which stands there'
                f' too: AWS keeps the one that was attached first, "{first}"',
                "keep one of the two",
            )


TAG_POLICIES_DISAGREE = BaselineWarning(
    id="tag-policies-disagree",
    title="Two tag policies of one node agree",
    why="AWS evaluates the policies of a node in the order in which they were attached, and keeps what the "
    "first one assigns. This baseline attaches them in the order of the file; detaching and attaching one "
    "again by hand changes which of the two counts.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html#multiple-same-node-values",
    find=_find,
)
