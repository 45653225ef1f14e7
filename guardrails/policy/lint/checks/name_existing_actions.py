"""Name actions that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import actions_of, is_service, nearest
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule
from guardrails.policy.lint.engine.catalogue import covered, has_wildcard


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find actions that don't exist, and patterns that cover none."""
    for statement in policy.statements:
        for action in (*statement.actions, *statement.not_actions):
            service, colon, name = action.text.partition(":")
            if not colon or not name or ":" in name or action.placeholders or covered(action.text):
                continue
            if has_wildcard(service):
                yield LintFinding.at(action, f'no action of any service is like "{action.text}"')
            elif has_wildcard(name) and is_service(service) and name.strip("*"):
                yield LintFinding.at(action, f'no action of {service} is like "{name}"')
            elif is_service(service) and not has_wildcard(name):
                near = nearest(action.text, actions_of(service))
                remedy = f'did you mean "{near}"?' if near else ""
                yield LintFinding.at(action, f'{service} has no action "{name}"', remedy)


RULE = LintRule(
    id="GR-ACT-003",
    title="Name actions that exist",
    why="AWS accepts any name. A Deny of an action that doesn't exist denies nothing; one in "
    "NotAction frees nothing.",
    fix="Look the name up in the Service Authorization Reference, or remove it.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-action",
    severity="warning",
    check=check,
)
