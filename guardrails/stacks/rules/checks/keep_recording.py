"""Switch a trail on."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find trails that are switched off."""
    for trail in template.of_type("AWS::CloudTrail::Trail"):
        if trail.get("IsLogging") is not True:
            yield Violation.at(trail, "IsLogging", "nothing is recorded")


RULE = TemplateRule(
    id="GR-TRL-006",
    title="Switch a trail on",
    why="A trail can be deployed and record nothing.",
    fix="Set IsLogging to true.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html",
    check=check,
)
