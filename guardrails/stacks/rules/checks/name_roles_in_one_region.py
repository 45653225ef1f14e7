"""Make roles with a name in one region."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items, text
from guardrails.stacks.rules.engine.stack_sets import groups, iam_resources, is_named


def check(template: Template) -> Iterator[Violation]:
    """Find StackSets that make an IAM resource of a fixed name in several regions."""
    for stack_set, carried in template.nested():
        named = [resource.id for resource in iam_resources(carried) if is_named(resource)]
        regions = {text(region) for group in groups(stack_set) for region in items(group.get("Regions"))}
        if named and len(regions) > 1:
            problem = f"{named[0]} would be made once for each of {len(regions)} regions"
            yield Violation.at(stack_set, "StackInstancesGroup", problem)


RULE = TemplateRule(
    id="GR-SET-006",
    title="Make roles with a name in one region",
    why="IAM is global: the first region makes the role, every other one fails because the name exists, and "
    "the StackSet stops in each account.",
    fix="Deploy what belongs to IAM in a StackSet of its own, into one region.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-troubleshooting.html",
    check=check,
)
