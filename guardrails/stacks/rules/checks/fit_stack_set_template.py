"""Keep a StackSet's template body below 51,200 bytes."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import STACKSET_TEMPLATE_BYTES
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, text


def check(template: Template) -> Iterator[Violation]:
    """Find StackSets whose template body has more bytes."""
    for stack_set in template.of_type("AWS::CloudFormation::StackSet"):
        size = len(text(stack_set.get("TemplateBody")).encode())
        if size > STACKSET_TEMPLATE_BYTES:
            problem = f"the template body has {size:,} bytes; at most {STACKSET_TEMPLATE_BYTES:,} fit"
            yield Violation.at(stack_set, "TemplateBody", problem)


RULE = TemplateRule(
    id="GR-SET-001",
    title="Keep a StackSet's template body below 51,200 bytes",
    why="A StackSet carries its template as text; CloudFormation refuses a longer one when it is deployed.",
    fix="Split the StackSet, or put the template into a bucket and name it by TemplateURL.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html",
    check=check,
    severity="fatal",
)
