"""Keep a template below a million bytes."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation

MAX_BYTES = 1_000_000
"""Bytes of a template that lies in a bucket, as CDK's do.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html, checked
2026-11-22: 1 MB.
"""


def check(template: Template) -> Iterator[Violation]:
    """Find a template of more bytes."""
    if template.size > MAX_BYTES:
        yield Violation("", "", f"the template has {template.size:,} bytes; at most {MAX_BYTES:,} fit")


RULE = TemplateRule(
    id="GR-CFN-004",
    title="Keep a template below a million bytes",
    why="A hundred policies of full size are enough, long before there are 500 resources; CDK doesn't count.",
    fix="Attach policies higher up, shorten them, or split the stack.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    check=check,
    severity="fatal",
)
