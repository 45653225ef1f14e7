"""Keep evidence when its resource goes."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.engine.evidence import evidence
from guardrails.stacks.rules.engine.retention import not_retained


def check(template: Template) -> Iterator[Violation]:
    """Find buckets, log groups and keys of evidence that CloudFormation would delete."""
    for resource in evidence(template):
        yield from not_retained(resource)


RULE = TemplateRule(
    id="GR-EVD-001",
    title="Keep evidence when its resource goes",
    why="A log group or a key is deleted with its stack, or with a change that replaces it, and what was "
    "recorded with it. Without the key a bucket of log files is noise.",
    fix="Set UpdateReplacePolicy to Retain and DeletionPolicy to Retain or RetainExceptOnCreate.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html",
    check=check,
)
