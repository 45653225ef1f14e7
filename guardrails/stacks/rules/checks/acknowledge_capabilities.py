"""Acknowledge that a StackSet makes roles."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, strings
from guardrails.stacks.rules.engine.stack_sets import iam_resources, is_named


def check(template: Template) -> Iterator[Violation]:
    """Find StackSets whose template needs a capability that they don't have."""
    for stack_set, carried in template.nested():
        resources = iam_resources(carried)
        enough = {"CAPABILITY_NAMED_IAM"}
        if not any(map(is_named, resources)):
            enough.add("CAPABILITY_IAM")
        if resources and not enough & set(strings(stack_set.get("Capabilities"))):
            yield Violation.at(stack_set, "Capabilities", f"{' or '.join(sorted(enough))} is missing")


RULE = TemplateRule(
    id="GR-SET-005",
    title="Acknowledge that a StackSet makes roles",
    why="The CDK CLI acknowledges for the stack, not for what a StackSet in it deploys: CloudFormation "
    "answers InsufficientCapabilities.",
    fix="Add CAPABILITY_NAMED_IAM, or CAPABILITY_IAM where nothing has a name of its own, to Capabilities.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html",
    check=check,
)
