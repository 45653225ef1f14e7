"""Switch a trail on."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Found, Rule, Template


def check(template: Template) -> Iterator[Found]:
    """Find trails that are switched off."""
    for trail in template.of_type("AWS::CloudTrail::Trail"):
        if trail.get("IsLogging") is not True:
            yield Found.at(trail, "IsLogging", "nothing is recorded")


RULE = Rule(
    id="GR-TRL-006",
    title="Switch a trail on",
    why="A trail can be deployed and record nothing.",
    fix="Set IsLogging to true.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html",
    check=check,
)
