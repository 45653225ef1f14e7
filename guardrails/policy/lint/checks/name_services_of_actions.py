"""Name the service of each action."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find actions that name no service."""
    for statement in policy.statements:
        for action in (*statement.actions, *statement.not_actions):
            if action.text == "*" or action.placeholders or not action.text:
                continue
            if ":" not in action.text:
                yield LintFinding.at(action, f'"{action.text}" names no service')
            elif action.text.count(":") > 1 or action.text.startswith(":") or action.text.endswith(":"):
                yield LintFinding.at(action, f'"{action.text}" is not service:Action')


RULE = LintRule(
    id="GR-ACT-001",
    title="Name the service of each action",
    why="AWS refuses an action without the prefix of its service, and one with a second colon.",
    fix='Write service:Action, such as "ec2:RunInstances".',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-service-in-action",
    severity="error",
    check=check,
)
