"""Write to Organizations one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.engine.order import earlier


def check(template: Template) -> Iterator[Violation]:
    """Find each resource of Organizations that doesn't wait for the one before it."""
    before = earlier(template)
    resources = [resource for resource in template.of_type("AWS::Organizations::*") if resource.id in before]
    ids = {resource.id for resource in resources}
    for first, second in pairwise(sorted(resources, key=lambda resource: len(before[resource.id] & ids))):
        if first.id not in before[second.id]:
            yield Violation(second.id, "DependsOn", f"it may be written at the same time as {first.id}")


RULE = TemplateRule(
    id="GR-ORG-001",
    title="Write to Organizations one after the other",
    why="Organizations takes one write at a time and answers the others with "
    "ConcurrentModificationException; CloudFormation writes everything at once that doesn't wait.",
    fix="Let each resource of Organizations depend on the one before it, in one chain.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html",
    check=check,
)
