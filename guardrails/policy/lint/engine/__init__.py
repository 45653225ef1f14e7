"""The type of a rule, and of the policy that it reads."""

from guardrails.policy.lint.engine.operators import ConditionOperator, parse_operator
from guardrails.policy.lint.engine.policy import LintedPolicy, LintedStatement, PolicyType, Test, Value
from guardrails.policy.lint.engine.rule import Issue, LintFinding, LintRule

__all__ = [
    "ConditionOperator",
    "Issue",
    "LintFinding",
    "LintRule",
    "LintedPolicy",
    "LintedStatement",
    "PolicyType",
    "Test",
    "Value",
    "parse_operator",
]
