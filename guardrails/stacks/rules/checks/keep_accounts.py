"""Keep accounts when their resource goes."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.engine.retention import not_retained


def check(template: Template) -> Iterator[Violation]:
    """Find accounts and organizations that CloudFormation would close or delete."""
    kinds = ("AWS::Organizations::Account", "AWS::Organizations::Organization")
    for resource in template.of_type(*kinds):
        yield from not_retained(resource)


RULE = TemplateRule(
    id="GR-ORG-005",
    title="Keep accounts when their resource goes",
    why="Deleting an account's resource closes the account with everything in it; so does a change of its "
    "logical id, and a stack that is deleted.",
    fix="Set DeletionPolicy and UpdateReplacePolicy to Retain.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-account.html",
    check=check,
)
