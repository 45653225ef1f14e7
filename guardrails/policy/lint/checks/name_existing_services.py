"""Name services that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import all_services, is_service, nearest
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule
from guardrails.policy.lint.engine.catalogue import has_wildcard


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find actions of services that don't exist."""
    for statement in policy.statements:
        for action in (*statement.actions, *statement.not_actions):
            service, colon, _ = action.text.partition(":")
            if (
                not colon
                or not service
                or action.placeholders
                or has_wildcard(service)
                or is_service(service)
            ):
                continue
            near = nearest(service, all_services())
            remedy = f'did you mean "{near}"?' if near else ""
            yield LintFinding.at(action, f'there is no service "{service}"', remedy)


RULE = LintRule(
    id="GR-ACT-002",
    title="Name services that exist",
    why="AWS accepts any prefix. A Deny of a misspelled service denies nothing, and nobody hears of it.",
    fix="Look the prefix up in the Service Authorization Reference.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    severity="warning",
    check=check,
)
