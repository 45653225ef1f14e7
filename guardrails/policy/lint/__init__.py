"""Lint of service and resource control policies: what AWS would refuse, and what people regret later."""

from guardrails.policy.lint.engine import Issue, LintedPolicy, LintFinding, LintRule, PolicyType
from guardrails.policy.lint.read import type_of_text
from guardrails.policy.lint.registry import rules
from guardrails.policy.lint.run import (
    Checked,
    acceptable_errors,
    check_policy,
    errors,
    findings_of,
    issues_of,
)

__all__ = [
    "Checked",
    "Issue",
    "LintFinding",
    "LintRule",
    "LintedPolicy",
    "PolicyType",
    "acceptable_errors",
    "check_policy",
    "errors",
    "findings_of",
    "issues_of",
    "rules",
    "type_of_text",
]
