"""What a rule is, and the policy that it reads."""

from guardrails.policy.lint.engine.operators import Operator, parse_operator
from guardrails.policy.lint.engine.policy import Policy, PolicyType, Statement, Test, Value
from guardrails.policy.lint.engine.rule import Found, Issue, Rule

__all__ = [
    "Found",
    "Issue",
    "Operator",
    "Policy",
    "PolicyType",
    "Rule",
    "Statement",
    "Test",
    "Value",
    "parse_operator",
]
