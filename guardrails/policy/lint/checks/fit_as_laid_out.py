"""Fit the quota with the file's own layout."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import quota
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a policy that fits its type's size only without the white space of its file."""
    limit = quota(policy.type.api_name).max_characters
    laid_out = len(policy.text)
    if isinstance(policy.data, dict) and policy.size <= limit < laid_out:
        yield LintFinding(
            (), f"the file has {laid_out:,} characters with its white space; {limit:,} are allowed"
        )


RULE = LintRule(
    id="GR-SIZ-002",
    title="Fit the quota with the file's own layout",
    why="The API and the CLI store a policy as it is given to them, and white space counts; only the "
    "console strips it. So this file can be pasted, but not uploaded.",
    fix="Upload it without indentation, such as through `jq -c`.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    severity="warning",
    check=check,
)
