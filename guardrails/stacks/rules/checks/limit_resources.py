"""Declare at most 500 resources in a template."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import STACK_RESOURCES
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find a template of more resources."""
    count = len(template.resources)
    if count > STACK_RESOURCES:
        problem = f"the template has {count:,} resources; at most {STACK_RESOURCES} fit"
        yield Violation("", "Resources", problem)


RULE = TemplateRule(
    id="GR-CFN-001",
    title="Declare at most 500 resources in a template",
    why="CloudFormation refuses the template. CDK counts a stack of its own; nobody counts what a StackSet "
    "carries.",
    fix="Split the stack, or attach and assign higher up.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    check=check,
    severity="fatal",
)
