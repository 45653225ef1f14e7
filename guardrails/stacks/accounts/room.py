"""Whether IAM and StackSets take the roles of every account, without CDK."""

from __future__ import annotations

import json
from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.errors import Finding
from guardrails.posture import Posture
from guardrails.stacks.accounts.everywhere_roles import everywhere_roles

TEMPLATE_BYTES = 51_200
"""Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html."""
TRUST_CHARACTERS = 2_048
"""Without white space. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""


def findings(baseline: Baseline, _posture: Posture) -> Iterator[Finding]:
    """Find roles that are larger than AWS takes."""
    section = baseline.accounts
    if section is None:
        return
    sizes = (
        (role.field, part, size, limit, unit, owner)
        for role in everywhere_roles(baseline, section)
        for part, size, limit, unit, owner in (
            (
                "trust policy",
                len(json.dumps(role.properties["AssumeRolePolicyDocument"], separators=(",", ":"))),
                TRUST_CHARACTERS,
                "characters besides white space",
                "IAM",
            ),
            ("template", len(role.template.encode()), TEMPLATE_BYTES, "bytes", "CloudFormation StackSets"),
        )
    )
    for field, part, size, limit, unit, owner in sizes:
        if size > limit:
            yield Finding(
                baseline.locate("accounts", field),
                f"accounts.{field}",
                f"the role's {part} has {size:,} {unit}; {owner} takes {limit:,}",
                "name fewer source_addresses",
            )
