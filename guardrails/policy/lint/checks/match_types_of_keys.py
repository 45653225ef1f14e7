"""Compare a key by the operators of its type."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import key_type
from guardrails.policy.lint.engine import ConditionOperator, LintedPolicy, LintFinding, LintRule, Value

# Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
# String operators compare ARNs as text, which the page shows for aws:PrincipalArn.
_FAMILIES = {
    "ARN": ("Arn", "String"),
    "Bool": ("Bool",),
    "Date": ("Date", "Numeric"),
    "IPAddress": ("IpAddress",),
    "Numeric": ("Numeric", "Date"),
    "String": ("String", "Binary"),
}
_WORDS = {
    "ARN": ("an ARN", "ArnLike or ArnNotLike"),
    "Bool": ("true or false", "Bool"),
    "Date": ("a date", "DateLessThan or DateGreaterThan"),
    "IPAddress": ("an IP address", "IpAddress or NotIpAddress"),
    "Numeric": ("a number", "NumericEquals"),
    "String": ("a text", "StringEquals or StringLike"),
}


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find operators of another type than their key's."""
    for statement in policy.statements:
        for test in statement.tests:
            kind, operator = key_type(test.key), test.operator
            if kind is None or operator is None or operator.family == "Null" or _foreign(test.key):
                continue
            if operator.family in _FAMILIES[kind.name] or _holds_arns(operator, test.values):
                continue
            noun, example = _WORDS[kind.name]
            problem = f"{operator.name} doesn't compare {test.key}, which is {noun}"
            yield LintFinding(test.path, problem, f"use {example}", on_key=True)


def _foreign(key: str) -> bool:
    """Whether another identity provider names the key, and decides how it writes its values."""
    return "." in key.partition(":")[0]


def _holds_arns(operator: ConditionOperator, values: tuple[Value, ...]) -> bool:
    """Whether every value is an ARN: some keys that are published as strings hold one."""
    return operator.family == "Arn" and all(value.pattern.startswith(("arn:", "*", "${")) for value in values)


RULE = LintRule(
    id="GR-CND-012",
    title="Compare a key by the operators of its type",
    why="A Bool test of an ARN is never true, and a String test takes an address range literally. AWS "
    "accepts both, and the statement then denies nothing, or everything.",
    fix="Use the operator of the key's type.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    severity="warning",
    check=check,
)
