"""Use operators that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import nearest
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, parse_operator
from guardrails.policy.lint.engine.operators import operator_names


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find condition operators that AWS doesn't know."""
    for statement in policy.statements:
        block = statement.item.get("Condition")
        for operator in block if isinstance(block, dict) else ():
            if parse_operator(operator):
                continue
            path = (*statement.path, "Condition", operator)
            problem = f'there is no condition operator "{operator}"'
            near = nearest(operator.rpartition(":")[2], operator_names())
            yield LintFinding(path, problem, f'did you mean "{near}"?' if near else "", on_key=True)


RULE = LintRule(
    id="GR-CND-001",
    title="Use operators that exist",
    why="AWS refuses an operator that it doesn't know. A quantifier stands in front "
    "(ForAnyValue:StringLike), IfExists behind, and Null takes neither IfExists.",
    fix="Correct its spelling.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    severity="error",
    check=check,
)
