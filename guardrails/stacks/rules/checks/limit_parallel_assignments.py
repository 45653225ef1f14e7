"""Write at most ten assignments at once."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.engine.order import earlier, most_at_once

MAX_AT_ONCE = 10
"""Assignments that Identity Center creates or deletes at the same time.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html, checked 2026-11-22.
"""


def check(template: Template) -> Iterator[Violation]:
    """Find a template whose assignments don't wait for each other enough; one finding, on the first."""
    assignments = template.of_type("AWS::SSO::Assignment")
    if len(assignments) <= MAX_AT_ONCE:
        return
    before = earlier(template)
    count = most_at_once((assignment for assignment in assignments if assignment.id in before), before)
    if count > MAX_AT_ONCE:
        problem = f"{count} assignments may be written at once; at most {MAX_AT_ONCE} go through"
        yield Violation(assignments[0].id, "DependsOn", problem)


RULE = TemplateRule(
    id="GR-SSO-004",
    title="Write at most ten assignments at once",
    why="Identity Center throttles the eleventh, CloudFormation gives up after some retries, and the stack "
    "rolls back everybody's new access.",
    fix="Let the assignments depend on each other in at most ten chains.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html",
    check=check,
)
