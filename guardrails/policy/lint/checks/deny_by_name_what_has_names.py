"""Deny by ARN only what has resource-level permissions."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import is_action, supports_resources
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule
from guardrails.policy.lint.engine.catalogue import covered


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a Deny by ARN of actions for which only `*` matches."""
    for statement in policy.denying:
        named = statement.resources or statement.not_resources
        if not named or any(resource.pattern == "*" for resource in named):
            continue
        for action in statement.actions:
            if not (names := covered(action.pattern)) or any(supports_resources(name) for name in names):
                continue
            subject = names[0] if is_action(action.text) else f"all that {action.text} covers"
            problem = f"{subject} has no resource-level permission, so these ARNs "
            problem += "keep it from being denied" if statement.resources else "exempt nothing"
            yield LintFinding.at(action, problem)


RULE = LintRule(
    id="GR-RES-002",
    title="Deny by ARN only what has resource-level permissions",
    why="An action without resource-level permissions is checked against * alone. A Deny that names "
    "ARNs never matches it, and a NotResource never exempts it.",
    fix='Deny it in a statement with "Resource": "*".',
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    severity="warning",
    check=check,
)
