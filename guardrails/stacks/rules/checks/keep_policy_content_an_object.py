"""Write the content of a policy as an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, text


def check(template: Template) -> Iterator[Violation]:
    """Find organization policies whose content is text, or a function that makes text."""
    for policy in template.of_type("AWS::Organizations::Policy", "AWS::Organizations::ResourcePolicy"):
        content = policy.get("Content")
        if text(content) or not isinstance(content, Mapping):
            yield Violation.at(policy, "Content", "the content is text")


RULE = TemplateRule(
    id="GR-ORG-002",
    title="Write the content of a policy as an object",
    why="With one policy given as text CloudFormation detects no drift on the stack: nobody hears that "
    "somebody changed a guardrail by hand.",
    fix="Give the document as an object, not as a string of JSON.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-policy.html",
    check=check,
)
