"""Keep a policy within its type's size."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import quota
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a policy of more characters than its type takes."""
    limit = quota(policy.type.api_name).max_characters
    if isinstance(policy.data, dict) and policy.size > limit:
        problem = f"the policy has {policy.size:,} characters, white space included;"
        problem += f" {policy.type.people_say} has at most {limit:,}"
        yield LintFinding((), problem)


RULE = LintRule(
    id="GR-SIZ-001",
    title="Keep a policy within its type's size",
    why="Organizations refuses a longer one. Counted without the file's own layout, with the space "
    "that CloudFormation may store after each colon and comma.",
    fix="Shorten it with wildcards, or split it into several policies.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    severity="error",
    check=check,
)
