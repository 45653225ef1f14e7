"""Lint of service and resource control policies: what AWS would refuse, and what people regret later."""

from guardrails.policy.lint.engine import Found, Issue, Policy, PolicyType, Rule
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
    "Found",
    "Issue",
    "Policy",
    "PolicyType",
    "Rule",
    "acceptable_errors",
    "check_policy",
    "errors",
    "findings_of",
    "issues_of",
    "rules",
    "type_of_text",
]
