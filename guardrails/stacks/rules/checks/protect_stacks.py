"""Protect every stack from being deleted."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find a stack without termination protection; the cloud assembly says so, not the template."""
    if template.termination_protection is False:
        yield Violation("", "", "the stack has no termination protection")


RULE = TemplateRule(
    id="GR-CFN-003",
    title="Protect every stack from being deleted",
    why="One command, or one wrong click, would take the guardrails, the trail or everybody's access away.",
    fix="Set termination_protection=True on the stack.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html",
    check=check,
)
