"""Deny what can be denied."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, PolicyType
from guardrails.policy.space.bindable import NOT_BY_RCPS, UNDENIABLE

_UNDENIABLE = {
    PolicyType.SCP: UNDENIABLE,
    PolicyType.RCP: (NOT_BY_RCPS, *UNDENIABLE),
}


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find statements that deny by name what no policy of the type denies."""
    for statement in policy.denying:
        for action in statement.actions:
            for undeniable in _UNDENIABLE[policy.type]:
                if action.text.lower() == undeniable.lower():
                    problem = f"{undeniable} works even where {policy.type.people_say} denies it"
                    yield LintFinding.at(action, problem)


RULE = LintRule(
    id="GR-ACT-005",
    title="Deny what can be denied",
    why="sts:GetCallerIdentity and sts:GetSessionToken need no permission, and RCPs don't bind "
    "kms:RetireGrant: a Deny of them promises what AWS doesn't keep.",
    fix="Remove it.",
    source="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
    severity="warning",
    check=check,
)
