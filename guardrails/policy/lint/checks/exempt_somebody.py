"""Exempt principals that there can be."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule
from guardrails.policy.lint.engine.principals import matches_nobody


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find values of aws:PrincipalArn that no principal has."""
    for statement in policy.statements:
        for test in statement.tests:
            if not test.is_about("aws:PrincipalArn") or test.operator is None:
                continue
            if test.operator.family not in ("Arn", "String"):
                continue
            for value in test.values:
                undecided = value.placeholders and not test.operator.wildcards
                if not undecided and matches_nobody(value.pattern, test.operator):
                    problem = f'no principal has an ARN such as "{value.text}"'
                    yield LintFinding.at(
                        value, problem, _remedy(value.text, wildcards=test.operator.wildcards)
                    )


def _remedy(text: str, *, wildcards: bool) -> str:
    if ":assumed-role/" in text:
        return "name the role, arn:aws:iam::<account>:role/..., which its sessions have for an ARN"
    if not wildcards and "*" in text:
        return "this operator takes * literally; use ArnLike or ArnNotLike"
    return ""


RULE = LintRule(
    id="GR-PRN-001",
    title="Exempt principals that there can be",
    why="aws:PrincipalArn is the ARN of a root user, a user, a role or a federated user. A session "
    "has its role's ARN, path included, never that of sts:assumed-role. An exemption of anything "
    "else frees nobody.",
    fix="Name the role's ARN, such as arn:aws:iam::*:role/deployment.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn",
    severity="warning",
    check=check,
)
